package dev.hearth.simulator.llm;

import dev.hearth.simulator.EventQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One replica. In each step every running sequence gets a token, and sequences that wait join, in
 * the order of their arrival, while there are places and their prompts fit the cache (G. Yu et al.,
 * Orca, OSDI 2022). Where the cache is full the sequence that joined last goes back to wait and is
 * read anew later (W. Kwon et al., vLLM, SOSP 2023).
 */
final class LlmServer {
  /** A request under way. */
  static final class Sequence {
    final long arrived;
    final int prompt;
    final int answer;
    int generated;

    Sequence(long arrived, int prompt, int answer) {
      this.arrived = arrived;
      this.prompt = prompt;
      this.answer = answer;
    }

    int tokens() {
      return prompt + generated;
    }
  }

  private static final long MOST_PROMPT_TOKENS_A_STEP = 4_096;

  private final EventQueue events;
  private final StepTimes times;
  private final int maxSequences;
  private final long cacheTokens;
  private final Consumer<Sequence> finished;
  private final ArrayDeque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> running = new ArrayList<>();
  private long cached;
  private boolean stepping;
  private double slowdown = 1;
  private long busyNanos;
  private long preemptions;

  LlmServer(
      EventQueue events,
      StepTimes times,
      int maxSequences,
      long cacheTokens,
      Consumer<Sequence> finished) {
    this.events = events;
    this.times = times;
    this.maxSequences = maxSequences;
    this.cacheTokens = cacheTokens;
    this.finished = finished;
  }

  void offer(Sequence sequence) {
    waiting.addLast(sequence);
    if (!stepping) {
      step();
    }
  }

  /** Gives back what waits, for others to take. */
  List<Sequence> surrender() {
    var given = new ArrayList<>(waiting);
    waiting.clear();
    return given;
  }

  /** From the next step on everything takes so much longer. */
  void slow(double factor) {
    slowdown = factor;
  }

  int pending() {
    return waiting.size();
  }

  int active() {
    return waiting.size() + running.size();
  }

  int running() {
    return running.size();
  }

  /** Share of the sequences that may run. */
  double runningShare() {
    return (double) running.size() / maxSequences;
  }

  double cacheShare() {
    return (double) cached / cacheTokens;
  }

  long cachedTokens() {
    return cached;
  }

  long busyNanos() {
    return busyNanos;
  }

  long preemptions() {
    return preemptions;
  }

  private void step() {
    long read = join();
    stepping = !running.isEmpty();
    if (stepping) {
      long nanos = (long) (slowdown * times.nanos(running.size(), cached, read));
      busyNanos += nanos;
      events.in(nanos, this::stepped);
    }
  }

  /** Tokens of prompts that are read in this step. */
  private long join() {
    long read = 0;
    while (!waiting.isEmpty() && running.size() < maxSequences) {
      var next = waiting.getFirst();
      boolean fits = cached + next.tokens() + running.size() < cacheTokens;
      boolean alone = running.isEmpty();
      if (!alone && (!fits || read + next.tokens() > MOST_PROMPT_TOKENS_A_STEP)) {
        break;
      }
      running.add(waiting.removeFirst());
      cached += next.tokens();
      read += next.tokens();
    }
    return read;
  }

  private void stepped() {
    for (int i = 0; i < running.size(); ) {
      var sequence = running.get(i);
      sequence.generated++;
      cached++;
      if (sequence.generated >= sequence.answer) {
        running.remove(i);
        cached -= sequence.tokens();
        finished.accept(sequence);
      } else {
        i++;
      }
    }
    while (cached + running.size() > cacheTokens && running.size() > 1) {
      preempt(running.removeLast());
    }
    step();
  }

  private void preempt(Sequence last) {
    cached -= last.tokens();
    waiting.addFirst(last);
    preemptions++;
  }
}
