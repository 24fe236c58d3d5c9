package io.plimsoll.sidekick;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A network that now and then carries a COMMIT to the server and then loses the answer. */
final class LosingProxy implements AutoCloseable {
  private static final int LOSES_ONE_IN = 5;

  private final ServerSocket listening;
  private final int target;
  private final Random random;
  private final AtomicInteger lost = new AtomicInteger();

  LosingProxy(int target, long seed) {
    this.target = target;
    this.random = new Random(seed);
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

  int lost() {
    return lost.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        var connection = new Carried(client, server);
        start(connection::forth);
        start(connection::back);
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void start(Runnable task) {
    var thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  private boolean loses() {
    synchronized (random) {
      return random.nextInt(LOSES_ONE_IN) == 0;
    }
  }

  private final class Carried {
    private final Socket client;
    private final Socket server;
    private volatile boolean losing;

    Carried(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void forth() {
      carry(client, server, true);
    }

    void back() {
      carry(server, client, false);
    }

    private void carry(Socket from, Socket to, boolean commits) {
      var buffer = new byte[1 << 16];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          String text = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
          if (commits && text.contains("COMMIT") && loses()) {
            losing = true;
          }
          if (!commits && losing) {
            lost.incrementAndGet();
            return;
          }
          out.write(buffer, 0, read);
          out.flush();
        }
      } catch (IOException e) {
        // Either side has gone; the other one is closed with it.
      }
    }
  }
}
