package io.plimsoll.scenario.live;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Follows a route for clients that cannot: every new connection goes where the route leads at that
 * moment, to the database that is named there. Connections that stand stay where they are.
 */
final class RouteForwarder implements AutoCloseable {
  private static final int LONGEST_STARTUP = 10_000;

  private final Supplier<String> route;
  private final ServerSocket door;

  RouteForwarder(Supplier<String> route) {
    this.route = route;
    try {
      door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::admit, "route forwarder");
  }

  int port() {
    return door.getLocalPort();
  }

  private static void daemon(Runnable work, String name) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void admit() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        daemon(() -> lead(client), "route forwarder, arrival");
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void lead(Socket client) {
    try (client) {
      URI destination = URI.create(route.get().substring("jdbc:".length()));
      byte[] startup = startup(client.getInputStream(), destination.getPath().substring(1));
      try (var server = new Socket(destination.getHost(), destination.getPort())) {
        server.getOutputStream().write(startup);
        daemon(() -> pump(server, client), "route forwarder, answers");
        pump(client, server);
      }
    } catch (IOException | RuntimeException gone) {
      // The client sees a lost connection, as from any network.
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException gone) {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is.
    }
  }

  /** The client's first message, with another database in it. */
  private static byte[] startup(InputStream from, String database) throws IOException {
    var in = new DataInputStream(from);
    int length = in.readInt();
    if (length < 8 || length > LONGEST_STARTUP) {
      throw new IOException("not a startup message of " + length + " bytes");
    }
    byte[] rest = new byte[length - 4];
    in.readFully(rest);
    List<String> words =
        new ArrayList<>(
            List.of(new String(rest, 4, rest.length - 4, StandardCharsets.UTF_8).split("\0", -1)));
    for (int i = 0; i + 1 < words.size(); i += 2) {
      if (words.get(i).equals("database")) {
        words.set(i + 1, database);
      }
    }
    byte[] changed = String.join("\0", words).getBytes(StandardCharsets.UTF_8);
    var message = new java.io.ByteArrayOutputStream();
    var out = new DataOutputStream(message);
    out.writeInt(8 + changed.length);
    out.write(rest, 0, 4);
    out.write(changed);
    return message.toByteArray();
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
