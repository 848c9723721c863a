package dev.hearth.benchmarks;

import dev.hearth.inference.generation.Ending;
import dev.hearth.inference.generation.GenerationLoop;
import dev.hearth.inference.generation.GenerationRequest;
import dev.hearth.inference.generation.Sequence;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Sends requests for text to a loop when they are due, and lets them in as a mode says. */
final class TextLoad {
  /** When a request that came may begin. */
  enum Mode {
    /** When there is no other. */
    ALONE,
    /** With all others that wait, once the last of the batch before has ended. */
    STATIC,
    /** When one of the places is free. */
    CONTINUOUS
  }

  /**
   * What came of a load.
   *
   * @param firstTokenNanos of each request, from when it was due, in ascending order
   */
  record Result(long tokens, long nanos, List<Long> firstTokenNanos) {
    double tokensPerSecond() {
      return tokens * 1e9 / nanos;
    }

    double firstTokenMillis(double share) {
      int index = (int) Math.ceil(share * firstTokenNanos.size()) - 1;
      return firstTokenNanos.get(Math.max(0, index)) / 1e6;
    }
  }

  private final GenerationLoop loop;
  private final Mode mode;
  private final int places;
  private final Deque<Integer> waiting = new ArrayDeque<>();
  private final List<GenerationRequest> requests;
  private final long[] firstTokens;
  private final CountDownLatch open;
  private long tokens;
  private int under;

  TextLoad(GenerationLoop loop, Mode mode, int places, List<GenerationRequest> requests) {
    this.loop = loop;
    this.mode = mode;
    this.places = places;
    this.requests = requests;
    firstTokens = new long[requests.size()];
    open = new CountDownLatch(requests.size());
  }

  /**
   * Runs the load to its end.
   *
   * @param dueNanos when each request comes, from the start
   */
  Result run(long[] dueNanos) throws InterruptedException {
    long start = System.nanoTime();
    for (int i = 0; i < dueNanos.length; i++) {
      long due = start + dueNanos[i];
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      firstTokens[i] = -due;
      synchronized (this) {
        waiting.add(i);
        admit();
      }
    }
    open.await();
    long nanos = System.nanoTime() - start;
    Arrays.sort(firstTokens);
    return new Result(tokens, nanos, Arrays.stream(firstTokens).boxed().toList());
  }

  private synchronized void admit() {
    int most = mode == Mode.ALONE ? 1 : places;
    if (mode == Mode.STATIC && under > 0) {
      return;
    }
    while (under < most && !waiting.isEmpty()) {
      int next = waiting.remove();
      under++;
      loop.join(requests.get(next), new Answer(next));
    }
  }

  private synchronized void ended(Ending ending) {
    if (!(ending instanceof Ending.Finished finished)) {
      throw new IllegalStateException("a request was not answered: " + ending);
    }
    tokens += finished.tokens();
    under--;
    open.countDown();
    admit();
  }

  private final class Answer implements Sequence.Listener {
    private final int index;

    Answer(int index) {
      this.index = index;
    }

    @Override
    public void text(String more) {}

    @Override
    public void started() {
      firstTokens[index] += System.nanoTime();
    }

    @Override
    public void ended(Ending ending) {
      TextLoad.this.ended(ending);
    }
  }
}
