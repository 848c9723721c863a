package dev.hearth.node;

import java.util.concurrent.CountDownLatch;

/** Keeps a node running until the process is told to stop, then lets accepted requests finish. */
final class Foreground {
  private Foreground() {}

  static void serve(Node node) throws InterruptedException {
    var forever = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(node), "drain"));
    forever.await();
  }

  private static void drain(Node node) {
    node.drain();
    // The signal would make the exit status 143, but a drained node has done its work.
    Runtime.getRuntime().halt(0);
  }
}
