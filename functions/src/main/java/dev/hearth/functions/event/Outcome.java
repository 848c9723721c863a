package dev.hearth.functions.event;

import dev.hearth.functions.InvokeEnd;
import dev.hearth.sandbox.CallEnd;
import java.util.Optional;

/**
 * How a call that nobody waited for ended for good.
 *
 * @param condition in the words of AWS's records
 * @param attempts runs it had
 * @param answer what the function answered or reported; empty if it did neither
 * @param failure of the last run, if that failed
 * @param runNanos of the last run
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
record Outcome(
    Condition condition,
    int attempts,
    byte[] answer,
    Optional<CallEnd.Failed> failure,
    long runNanos) {
  enum Condition {
    SUCCESS("Success"),
    RETRIES_EXHAUSTED("RetriesExhausted"),
    EVENT_AGE_EXCEEDED("EventAgeExceeded");

    final String word;

    Condition(String word) {
      this.word = word;
    }
  }

  boolean success() {
    return condition == Condition.SUCCESS;
  }

  static Outcome answered(int attempts, byte[] answer, InvokeEnd.Metered metered) {
    return new Outcome(Condition.SUCCESS, attempts, answer, Optional.empty(), metered.runNanos());
  }

  static Outcome failed(
      Condition condition, int attempts, CallEnd.Failed failure, InvokeEnd.Metered metered) {
    return new Outcome(
        condition, attempts, failure.body(), Optional.of(failure), metered.runNanos());
  }

  static Outcome tooOld(int attempts) {
    return new Outcome(Condition.EVENT_AGE_EXCEEDED, attempts, new byte[0], Optional.empty(), 0);
  }
}
