package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for all pipes and processes of all sandboxes, by {@code epoll}: level
 * triggered, so that what a reader leaves is told again.
 */
public final class Poller implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
  private static final int EVENT_BYTES = Syscalls.X86 ? 12 : 16;
  private static final int DATA_OFFSET = Syscalls.X86 ? 4 : 8;
  private static final int MOST_EVENTS = 64;
  private static final long ADD = 1;
  private static final long REMOVE = 2;
  private static final int READABLE = 1;

  private static final ValueLayout.OfLong DATA = ValueLayout.JAVA_LONG_UNALIGNED;

  private record Watched(Descriptor descriptor, Runnable ready) {}

  private final Descriptor epoll;
  private final Pipe wake;
  private final AtomicLong keys = new AtomicLong();
  private final ConcurrentHashMap<Long, Watched> watched = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A poller with a thread of its own.
   *
   * @throws IOException if this process has no descriptor left
   */
  public Poller(String name) throws IOException {
    epoll =
        new Descriptor(
            (int) Syscalls.call("epoll_create1", Syscalls.EPOLL_CREATE1, Syscalls.O_CLOEXEC));
    wake = Pipe.open();
    watch(wake.readEnd(), () -> {});
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /**
   * Runs something on the poller's thread whenever a descriptor is readable or at its end.
   *
   * @param ready does not block
   * @return what {@link #forget} takes
   */
  public long watch(Descriptor descriptor, Runnable ready) throws IOException {
    long key = keys.incrementAndGet();
    watched.put(key, new Watched(descriptor, ready));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(16);
      event.set(ValueLayout.JAVA_INT, 0, READABLE);
      event.set(DATA, DATA_OFFSET, key);
      Syscalls.call(
          "epoll_ctl",
          Syscalls.EPOLL_CTL,
          epoll.number(),
          ADD,
          descriptor.number(),
          event.address());
    } catch (IOException e) {
      watched.remove(key);
      throw e;
    }
    return key;
  }

  /** To be called before the descriptor is closed; nothing afterwards if it was already. */
  public void forget(long key) {
    Watched was = watched.remove(key);
    if (was == null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      Syscalls.call(
          "epoll_ctl",
          Syscalls.EPOLL_CTL,
          epoll.number(),
          REMOVE,
          was.descriptor().number(),
          arena.allocate(16).address());
    } catch (IOException e) {
      LOG.warn("A descriptor of a sandbox was not let go: {}", e.getMessage());
    }
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Syscalls.state(arena);
      MemorySegment events = arena.allocate((long) EVENT_BYTES * MOST_EVENTS);
      while (!closed) {
        long count =
            Syscalls.raw(
                state,
                Syscalls.EPOLL_PWAIT,
                epoll.number(),
                events.address(),
                MOST_EVENTS,
                -1,
                0,
                0);
        for (long i = 0; i < count && !closed; i++) {
          ready(events.get(DATA, i * EVENT_BYTES + DATA_OFFSET));
        }
      }
    }
  }

  private void ready(long key) {
    Watched one = watched.get(key);
    if (one == null) {
      return;
    }
    try {
      one.ready().run();
    } catch (RuntimeException e) {
      LOG.error("A sandbox's output or end was not taken", e);
      forget(key);
    }
  }

  @Override
  public void close() {
    closed = true;
    wake.writeEnd().close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wake.close();
    epoll.close();
  }
}
