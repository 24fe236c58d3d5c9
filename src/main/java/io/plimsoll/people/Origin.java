package io.plimsoll.people;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Where a request came from.
 *
 * @param address the peer's numeric address as the server saw it, or {@code local}; never a header
 *     that the client can write
 */
public record Origin(Channel channel, String address) {
  private static final String LOCAL = "local";
  private static final Pattern NUMERIC =
      Pattern.compile("[0-9a-fA-F:.]{2,45}(%[0-9A-Za-z]{1,20})?");
  private static final int SITE_BYTES = 8;

  public Origin {
    if (!address.equals(LOCAL) && !NUMERIC.matcher(address).matches()) {
      throw new IllegalArgumentException("an address is numeric, found '" + address + "'");
    }
  }

  /** The command line on the machine that holds the control database. */
  public static Origin local() {
    return new Origin(Channel.COMMAND_LINE, LOCAL);
  }

  /**
   * Whom a limit per address counts: an IPv4 address, or the /64 of an IPv6 address, since one
   * customer usually has that many addresses to choose from.
   */
  String site() {
    if (!address.contains(":")) {
      return address;
    }
    try {
      // A literal is parsed, never looked up.
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return bytes.length == 2 * SITE_BYTES
          ? java.util.HexFormat.of().formatHex(bytes, 0, SITE_BYTES)
          : address;
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
