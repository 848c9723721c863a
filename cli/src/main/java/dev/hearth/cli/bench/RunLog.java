package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Every request of one live run, as a file: {@code model,due_nanos,ending,latency_nanos}. Written
 * to on the event loop, read once the run is over.
 */
final class RunLog {
  private final StringBuilder rows = new StringBuilder("model,due_nanos,ending,latency_nanos\n");

  /** What hears of one model's requests. */
  Run.Log of(int model) {
    return (due, ending, latency) ->
        rows.append(model)
            .append(',')
            .append(due)
            .append(',')
            .append(ending.title())
            .append(',')
            .append(latency)
            .append('\n');
  }

  void write(Path file) {
    write(file, rows);
  }

  static void write(Path file, CharSequence text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "'%s' cannot be written: %s; name another folder with --out".formatted(file, e));
    }
  }
}
