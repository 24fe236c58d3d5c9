package io.plimsoll.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a server is. A text that cannot be one is never shown again: it may hold a password.
 *
 * @param base without a slash at its end
 */
record ServerAddress(URI base) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

  /**
   * @param source {@code --server}, for the refusal
   * @param insecure whether plain HTTP may go anywhere
   */
  static ServerAddress of(String source, String text, boolean insecure) {
    URI said = uri(source, text);
    boolean sound =
        said.getHost() != null
            && said.getUserInfo() == null
            && said.getQuery() == null
            && said.getFragment() == null;
    if (!sound) {
      throw unusable(source);
    }
    String scheme = said.getScheme().toLowerCase(Locale.ROOT);
    String host = said.getHost().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw unusable(source);
    }
    if (scheme.equals("http") && !insecure && !LOOPBACK.matcher(host).matches()) {
      throw new RefusalException(
          source
              + ": over plain http your token can be read and used by whoever is between you and "
              + host
              + "; use https, or say --insecure-http if that network is yours alone");
    }
    String port = said.getPort() < 0 ? "" : ":" + said.getPort();
    String path = said.getRawPath().replaceAll("/+$", "");
    return new ServerAddress(URI.create(scheme + "://" + host + port + path));
  }

  private static URI uri(String source, String text) {
    try {
      URI said = new URI(text.strip());
      if (said.getScheme() != null) {
        return said;
      }
    } catch (URISyntaxException e) {
      // Said below without the parser's words, which quote the text.
    }
    throw unusable(source);
  }

  private static RefusalException unusable(String source) {
    return new RefusalException(
        source
            + ": expected an address such as https://plimsoll.example:8443, without user, password,"
            + " query or fragment");
  }

  /**
   * @param path from its slash on
   */
  URI at(String path) {
    return URI.create(base + path);
  }

  String host() {
    return base.getHost();
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
