package dev.hearth.sandbox.zygote;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Writes down what comes over a link. */
class Overheard implements Receiver {
  private final List<String> frames = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  @Override
  public void opened(Link link) {
    link.allow(1_000);
  }

  @Override
  public void received(Link from, Frame kind, long call, byte[] body) {
    frames.add(kind + " " + call + " " + Arrays.toString(body));
  }

  @Override
  public void closed() {
    closed.countDown();
  }

  /** What came until the link was closed. */
  List<String> frames() throws InterruptedException {
    if (!closed.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the link was not closed");
    }
    return List.copyOf(frames);
  }
}
