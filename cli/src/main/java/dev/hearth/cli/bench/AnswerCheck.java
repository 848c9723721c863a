package dev.hearth.cli.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds successful answers against what they should be. Owned by the event loop. */
interface AnswerCheck {
  /** The answer, or what is wrong with it. */
  Answer checked(Request request, Answer answer);

  /** Takes every success as one. */
  static AnswerCheck none() {
    return (request, answer) -> answer;
  }

  /** Looks at the start of the answer only. */
  static AnswerCheck glance(Dialect dialect) {
    return (request, answer) ->
        answer.ending() != Ending.OK || dialect.plausible(answer)
            ? answer
            : answer.as(Ending.ERROR, "a success without an output: " + brief(answer));
  }

  private static String brief(Answer answer) {
    return answer.kept() == 0 ? "its body is empty" : Errors.brief(answer.text());
  }

  /** Reads each answer whole and compares it with the first to the same request. */
  static AnswerCheck alike(Dialect dialect, double tolerance) {
    Map<Integer, List<Output>> firsts = new HashMap<>();
    return (request, answer) -> {
      if (answer.ending() != Ending.OK) {
        return answer;
      }
      try {
        List<Output> outputs = dialect.outputs(answer);
        List<Output> first = firsts.computeIfAbsent(request.number(), number -> outputs);
        return outputs.isEmpty()
            ? answer.as(Ending.ERROR, "a success without an output: " + brief(answer))
            : compared(answer, first, outputs, tolerance);
      } catch (RuntimeException e) {
        return answer.as(Ending.ERROR, "the answer cannot be read: " + Errors.text(e));
      }
    };
  }

  private static Answer compared(
      Answer answer, List<Output> first, List<Output> outputs, double tolerance) {
    if (first.size() != outputs.size()) {
      return answer.as(
          Ending.DIFFERENT,
          "%d outputs where the first answer had %d".formatted(outputs.size(), first.size()));
    }
    for (int i = 0; i < first.size(); i++) {
      if (!first.get(i).like(outputs.get(i), tolerance)) {
        return answer.as(
            Ending.DIFFERENT,
            "output '%s' is not as in the first answer".formatted(outputs.get(i).name()));
      }
    }
    return answer;
  }
}
