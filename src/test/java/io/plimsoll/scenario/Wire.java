package io.plimsoll.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between the run and one server; it can be cut, under way work and all. */
final class Wire implements AutoCloseable {
  private final ServerSocket listening;
  private final int server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  Wire(int server) {
    this.server = server;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  void cut() {
    cut = true;
    sockets.forEach(Wire::closed);
    sockets.clear();
  }

  void mend() {
    cut = false;
  }

  @Override
  public void close() {
    cut();
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        connect(listening.accept());
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    try {
      sockets.add(client);
      var there = new Socket(InetAddress.getLoopbackAddress(), server);
      sockets.add(there);
      start(() -> carry(client, there));
      start(() -> carry(there, client));
    } catch (IOException e) {
      closed(client);
    }
    if (cut) {
      cut();
    }
  }

  private void carry(Socket from, Socket to) {
    var buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // Either side has gone; the other one is closed with it.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void closed(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone anyway.
    }
  }

  private static void start(Runnable task) {
    var thread = new Thread(task, "wire");
    thread.setDaemon(true);
    thread.start();
  }
}
