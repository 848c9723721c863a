package dev.hearth.benchmarks.peers;

import dev.hearth.api.Context;
import dev.hearth.api.Handler;

/** The work of all runtimes, as a Java function. */
public final class GreetingFunction implements Handler<String, GreetingFunction.Answer> {
  /** What it answers. */
  public record Answer(String greeting, String from) {}

  @Override
  public Answer handle(String name, Context context) {
    return new Answer("Hello, " + name + "!", "Java");
  }
}
