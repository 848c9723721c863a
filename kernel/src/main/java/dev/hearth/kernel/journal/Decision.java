package dev.hearth.kernel.journal;

import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PlanRequest;
import java.util.List;

/** One effect of {@link dev.hearth.kernel.World} as a value, or that an input had none. */
sealed interface Decision {
  record Changes(long change, int instance, Change what) implements Decision {}

  record Runs(long run, int instance, int slot, List<Long> members, int rows, Grant grant)
      implements Decision {}

  record Aborts(long run, int member, Cause cause) implements Decision {}

  record Regrants(long run, Grant grant) implements Decision {}

  record Replies(long invocation, Outcome outcome) implements Decision {}

  record Plans(long request, PlanRequest what) implements Decision {}

  record Sends(int node, Message message) implements Decision {}

  /** The kernel refused an input with an exception. */
  record Refused(String message) implements Decision {
    static Refused because(RuntimeException e) {
      return new Refused(e.toString());
    }
  }
}
