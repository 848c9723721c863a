package dev.hearth.sandbox.handler;

import dev.hearth.api.Context;
import dev.hearth.api.ResponseStream;

/** An instance of a handler, ready for calls. */
@FunctionalInterface
public interface Entry {
  /**
   * Answers one call.
   *
   * @param stream where an answer in parts goes
   * @return the answer; empty if it went there
   * @throws Exception the handler's own, or {@link InvalidInputException}
   */
  byte[] call(byte[] input, CallInfo info, ResponseStream stream) throws Exception;

  /**
   * What a call is about.
   *
   * @param functionArn the name the caller called, in AWS's form
   * @param answerBytes the size of the largest answer
   */
  record CallInfo(Context context, String functionArn, long answerBytes) {}
}
