package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;

/** Requests before the load, whose failure ends the command. */
final class Attempts {
  private Attempts() {}

  /** Ends the command unless the answer is a success. */
  static void require(Answer answer, String refusal) {
    if (answer.ending() == Ending.OK) {
      return;
    }
    throw answer.arrived()
        ? new CommandFailure(
            CommandFailure.REFUSED, "the server %s: %s".formatted(refusal, answer.reason()))
        : new CommandFailure(
            CommandFailure.UNREACHABLE,
            "no server answers: %s; start one, or name another with --target"
                .formatted(answer.reason()));
  }
}
