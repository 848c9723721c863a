package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * System calls made one after another by a thread that enters another process's namespaces and ends
 * there. All is laid out before: in there the virtual machine's own files cannot be found, so
 * nothing may be loaded.
 */
final class ForeignSteps {
  private static final long RESULT = Long.MIN_VALUE;

  private final Arena arena = Arena.ofShared();
  private final List<Step> steps = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Step(String what, long number, long[] words) {}

  /** Adds a call; a word may be a {@link #resultOf}. */
  ForeignSteps then(String what, long number, long... words) {
    steps.add(new Step(what, number, java.util.Arrays.copyOf(words, 6)));
    return this;
  }

  /** The result of the step with this index, as a word of a later one. */
  static long resultOf(int step) {
    return RESULT + step;
  }

  int size() {
    return steps.size();
  }

  /** A text that lives until the steps are done. */
  long text(String value) {
    return arena.allocateFrom(value).address();
  }

  /**
   * Does them all, up to the first that fails; once.
   *
   * @throws IOException naming it
   */
  void run() throws IOException {
    try (arena) {
      MemorySegment state = Syscalls.state(arena);
      Step[] all = steps.toArray(Step[]::new);
      long[] results = new long[all.length];
      int done = OwnThread.run("container-root", () -> run(state, all, results));
      if (done < all.length) {
        throw new IOException(all[done].what + ": " + Syscalls.message((int) -results[done]));
      }
    }
  }

  private static int run(MemorySegment state, Step[] all, long[] results) {
    for (int i = 0; i < all.length; i++) {
      long[] w = all[i].words;
      results[i] =
          Syscalls.raw(
              state,
              all[i].number,
              word(w[0], results),
              word(w[1], results),
              word(w[2], results),
              word(w[3], results),
              word(w[4], results),
              word(w[5], results));
      if (results[i] < 0) {
        return i;
      }
    }
    return all.length;
  }

  private static long word(long word, long[] results) {
    return word < 0 && word - RESULT < results.length ? results[(int) (word - RESULT)] : word;
  }
}
