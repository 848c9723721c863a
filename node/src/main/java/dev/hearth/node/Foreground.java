package dev.hearth.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps a node running until the process is told to stop, then lets accepted requests finish. */
final class Foreground {
  /** What shells add to the number of the signal that ended a process. */
  private static final int SIGNALLED = 128;

  private Foreground() {}

  /**
   * Waits for a signal. Not for a shutdown hook: all of them run at once, and the model runtime's
   * own ends it while accepted requests still need it. A hook is left for other ways to end.
   */
  static void serve(Node node) throws InterruptedException {
    var forever = new CountDownLatch(1);
    var draining = new AtomicBoolean();
    Thread hook = new Thread(() -> drain(node, draining), "drain");
    Runtime.getRuntime().addShutdownHook(hook);
    StopSignals.listen(() -> System.exit(drain(node, draining) ? 0 : 1), Foreground::stopAtOnce);
    forever.await();
  }

  /** Whether everything accepted is answered, as far as this call knows. */
  private static boolean drain(Node node, AtomicBoolean draining) {
    return !draining.compareAndSet(false, true) || node.drain();
  }

  private static void stopAtOnce(int signal) {
    System.err.println("hearth: stopped at once; requests may be unanswered");
    Runtime.getRuntime().halt(SIGNALLED + signal);
  }
}
