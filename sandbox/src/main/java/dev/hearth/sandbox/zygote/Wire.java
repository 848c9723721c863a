package dev.hearth.sandbox.zygote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A unix socket that processes of this node connect to, and all its connections, on one thread. A
 * connection nobody expects is closed.
 */
final class Wire implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Wire.class);

  private final Path path;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final Map<String, Receiver> expected = new ConcurrentHashMap<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 << 10);
  private final ByteBuffer[] drained = {
    ByteBuffer.allocateDirect(64 << 10), ByteBuffer.allocateDirect(64 << 10)
  };
  private int draining;
  private final Thread thread;
  private volatile boolean closed;

  Wire(Path path) throws IOException {
    this.path = path;
    selector = Selector.open();
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path), 1024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    thread = Thread.ofPlatform().name("zygote-wire").daemon().start(this::run);
  }

  /** Who hears the connection that will show this token. */
  void expect(String token, Receiver receiver) {
    expected.put(token, receiver);
  }

  void forget(String token) {
    expected.remove(token);
  }

  @Nullable Receiver expected(byte[] token) {
    return expected.remove(new String(token, UTF_8));
  }

  /** Does something on the thread of the wire. */
  void later(Runnable task) {
    tasks.add(task);
    if (!thread.equals(Thread.currentThread())) {
      selector.wakeup();
    }
  }

  /**
   * Reads what has already come over a link, from within the receiver of another; that one may once
   * more do so.
   */
  void drain(Link link) {
    ByteBuffer into = drained[draining++];
    try {
      link.readable(into);
    } catch (IOException e) {
      link.gone();
    } catch (RuntimeException e) {
      failed(link, e);
    } finally {
      draining--;
    }
  }

  private void run() {
    while (!closed) {
      try {
        if (tasks.isEmpty()) {
          selector.select();
        } else {
          selector.selectNow();
        }
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        var keys = selector.selectedKeys();
        for (SelectionKey key : keys) {
          selected(key);
        }
        keys.clear();
      } catch (IOException | RuntimeException e) {
        log.error("a connection of a zygote failed", e);
      }
    }
  }

  private void selected(SelectionKey key) throws IOException {
    if (!(key.attachment() instanceof Link link)) {
      accept();
      return;
    }
    try {
      if (key.isWritable()) {
        link.writable(key);
      }
      if (key.isReadable()) {
        link.readable(scratch);
      }
    } catch (IOException | CancelledKeyException e) {
      log.debug("a connection of a zygote ended: {}", e.getMessage());
      link.gone();
    } catch (RuntimeException e) {
      failed(link, e);
    }
  }

  /** What came over it was not what it should be; the others go on. */
  private static void failed(Link link, RuntimeException cause) {
    log.error("a connection of a zygote is closed, for what came over it failed", cause);
    link.gone();
  }

  private void accept() throws IOException {
    for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
      channel.configureBlocking(false);
      var link = new Link(this, channel);
      link.registered(channel.register(selector, SelectionKey.OP_READ, link));
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(5_000);
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      log.warn("the socket of zygotes was not closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
