package io.plimsoll.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The network between the run and one server. It can be cut, and one message can be held back: its
 * sender sees a dead connection, and the server gets it much later.
 */
final class Wire implements AutoCloseable {
  /** What a store is told last when the side row has changed; the next message is the commit. */
  private static final String MOVED = "update plimsoll.side set state = $1";

  private static final String SEEN_AFTER = "lateral (select state";

  private final ServerSocket listening;
  private final int server;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Late> next = new AtomicReference<>();
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

  /** Ends all that is under way; nobody gets through until it is mended. */
  void cut() {
    cut = true;
    lines.forEach(Line::close);
  }

  void mend() {
    cut = false;
  }

  /** All that is under way is lost, and the next one gets through again. */
  void shake() {
    cut();
    mend();
  }

  /** Holds back the commit of the next move of the side row. */
  Late holdNextMove() {
    var late = new Late();
    next.set(late);
    return late;
  }

  /** The next move of the side row is made, and nobody hears of it. */
  void loseReplyToNextMove() {
    holdNextMove().delivered.countDown();
  }

  /** A message that its sender believes lost. */
  static final class Late {
    private final CountDownLatch delivered = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean sent;

    boolean sent() {
      return sent;
    }

    /** It arrives; returns when the server has answered it, or had ended its session before. */
    void deliver() {
      delivered.countDown();
      await(answered);
    }
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
    if (cut) {
      closed(client);
      return;
    }
    try {
      var line = new Line(client, new Socket(InetAddress.getLoopbackAddress(), server));
      lines.add(line);
      start(line::toServer);
      start(line::toClient);
      if (cut) {
        line.close();
      }
    } catch (IOException e) {
      closed(client);
    }
  }

  /** One session. */
  private final class Line {
    private final Socket client;
    private final Socket there;
    private boolean moved;
    private boolean commits;
    private volatile Late late;

    Line(Socket client, Socket there) {
      this.client = client;
      this.there = there;
    }

    void toServer() {
      var buffer = new byte[1 << 16];
      try {
        InputStream in = client.getInputStream();
        OutputStream out = there.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          Late asked = next.get();
          if (commits && asked != null && next.compareAndSet(asked, null)) {
            late = asked;
            sendLate(out, Arrays.copyOf(buffer, read));
            return;
          }
          if (asked != null) {
            look(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
          }
          out.write(buffer, 0, read);
        }
      } catch (IOException e) {
        // Either end has gone; the other one goes with it.
      } finally {
        close();
      }
    }

    private void look(String message) {
      moved |= message.contains(MOVED);
      commits = moved && message.contains(SEEN_AFTER);
    }

    private void sendLate(OutputStream out, byte[] message) throws IOException {
      closed(client);
      late.sent = true;
      await(late.delivered);
      out.write(message);
      await(late.answered);
    }

    void toClient() {
      var buffer = new byte[1 << 16];
      try {
        InputStream in = there.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (late != null) {
            break;
          }
          client.getOutputStream().write(buffer, 0, read);
        }
      } catch (IOException e) {
        // As above.
      } finally {
        if (late != null) {
          late.answered.countDown();
        }
        close();
      }
    }

    /** A message that is held back is in no wire that could be cut. */
    void close() {
      closed(client);
      if (late == null || late.answered.getCount() == 0) {
        closed(there);
        lines.remove(this);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a late message was never delivered or answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
