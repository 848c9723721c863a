package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps that remove something, each tried whatever became of those before. One that was done is not
 * done again, so that a removal that failed can be tried once more. Thread-safe.
 */
public final class Removal {
  /** One of them. */
  @FunctionalInterface
  public interface Step {
    void run() throws IOException;
  }

  private final List<Step> left;

  public Removal(Step... steps) {
    left = new ArrayList<>(List.of(steps));
  }

  /**
   * Does what is left to be done.
   *
   * @throws IOException of the first step that failed, with those of the others
   */
  public synchronized void run() throws IOException {
    IOException failed = null;
    for (var steps = left.iterator(); steps.hasNext(); ) {
      try {
        steps.next().run();
        steps.remove();
      } catch (IOException | RuntimeException e) {
        failed = with(failed, e);
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private static IOException with(@Nullable IOException before, Exception next) {
    IOException same = next instanceof IOException e ? e : new IOException(next.getMessage(), next);
    if (before == null) {
      return same;
    }
    if (!same.equals(before)) { // itself it cannot hold
      before.addSuppressed(same);
    }
    return before;
  }
}
