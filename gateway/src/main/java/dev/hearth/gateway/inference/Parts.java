package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.kernel.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * A caller's request that is too large for one invocation, done in several: a few at once, all
 * within one time-out. The first that is not answered ends all. Owned by the event loop.
 */
final class Parts {
  private static final int AT_ONCE = 4;

  private final InferenceService service;
  private final ServedModel model;
  private final List<InferenceRequest> requests;
  private final long deadline;
  private final Origin origin;
  private final Consumer<List<List<Tensor>>> answered;
  private final Consumer<RuntimeException> failed;
  private final List<List<Tensor>> answers;
  private final List<InferenceService.Call> calls = new ArrayList<>();
  private int started;
  private int ended;
  private boolean over;

  /**
   * Prepares.
   *
   * @param answered told the outputs of each request, in their order
   * @param failed told instead why there are none; nothing is told after {@link #cancel}
   */
  Parts(
      InferenceService service,
      ServedModel model,
      List<InferenceRequest> requests,
      long timeoutNanos,
      Origin origin,
      Consumer<List<List<Tensor>>> answered,
      Consumer<RuntimeException> failed) {
    this.service = service;
    this.model = model;
    this.requests = requests;
    this.deadline = System.nanoTime() + timeoutNanos;
    this.origin = origin;
    this.answered = answered;
    this.failed = failed;
    this.answers = new ArrayList<>(Collections.nCopies(requests.size(), List.of()));
  }

  void start() {
    while (!over && started < requests.size() && started - ended < AT_ONCE) {
      int part = started++;
      try {
        InferenceRequest request = requests.get(part);
        calls.add(
            service.infer(
                model,
                request,
                Math.max(1, deadline - System.nanoTime()),
                origin.next(),
                (outcome, outputs) -> ended(part, outcome, outputs)));
      } catch (Problem | InvalidRequest e) {
        fail(e);
      }
    }
  }

  private void ended(int part, Outcome outcome, List<Tensor> outputs) {
    ended++;
    if (over) {
      return;
    }
    if (!(outcome instanceof Outcome.Answered)) {
      fail(Outcomes.problem(model.name(), outcome));
      return;
    }
    answers.set(part, outputs);
    if (ended == requests.size()) {
      over = true;
      answered.accept(answers);
    } else {
      start();
    }
  }

  private void fail(RuntimeException why) {
    cancel();
    failed.accept(why);
  }

  /** Nobody waits any more. */
  void cancel() {
    over = true;
    calls.forEach(InferenceService.Call::cancel);
  }
}
