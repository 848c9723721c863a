package dev.hearth.kernel.journal;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Result;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How often what happened, by a journal. */
public final class JournalContents {
  private final Map<String, Integer> counts = new TreeMap<>();

  private JournalContents() {}

  /** Reads a journal to its end. */
  public static JournalContents of(InputStream journal) throws IOException {
    var contents = new JournalContents();
    var reader = new JournalReader(journal);
    for (Optional<JournalReader.Frame> frame = reader.next();
        frame.isPresent();
        frame = reader.next()) {
      switch (frame.get()) {
        case JournalReader.Frame.Entered entered -> contents.entered(entered.input());
        case JournalReader.Frame.Decided decided -> contents.decided(decided.decision());
      }
    }
    return contents;
  }

  /**
   * Counts by kind: inputs such as {@code Cancel CALLER}, {@code Changed Failed} or {@code Retire},
   * decisions such as {@code Replies QUEUE_FULL}, {@code Runs batch} or {@code Changes Create}.
   */
  public Map<String, Integer> counts() {
    return counts;
  }

  private void entered(Input input) {
    switch (input) {
      case Input.Cancel cancel -> count("Cancel " + cancel.cause());
      case Input.Changed(_, _, Result.Failed _) -> count("Changed Failed");
      case Input.Ended ended -> count("Ended " + name(ended.outcome()));
      default -> count(input.getClass().getSimpleName());
    }
  }

  private void decided(Decision decision) {
    switch (decision) {
      case Decision.Replies replies -> count("Replies " + name(replies.outcome()));
      case Decision.Runs runs -> count(runs.members().size() > 1 ? "Runs batch" : "Runs one");
      case Decision.Changes(_, _, Change what) ->
          count("Changes " + what.getClass().getSimpleName());
      default -> count(decision.getClass().getSimpleName());
    }
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered _ -> "ANSWERED";
      case Outcome.Failed failed -> failed.fault().name();
      case Outcome.Rejected rejected -> rejected.reason().name();
      case Outcome.TimedOut timedOut -> "TIMED_OUT " + timedOut.stage();
      case Outcome.Cancelled cancelled -> "CANCELLED " + cancelled.cause();
    };
  }

  private void count(String kind) {
    counts.merge(kind, 1, Integer::sum);
  }
}
