package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.InferenceApi;
import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.gateway.inference.Outcomes;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.gateway.inference.Timeouts;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.kernel.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Callable;

/** Has requests answered; large answers are written on a worker. Used on the event loop only. */
final class Inferring {
  private static final int LARGE_ANSWER_ELEMENTS = 16 << 10;
  private static final String ALLOWANCE = "a later deadline";

  private final Vertx vertx;
  private final InferenceService service;
  private final Timeouts timeouts;

  Inferring(Vertx vertx, InferenceService service, Timeouts timeouts) {
    this.vertx = vertx;
    this.service = service;
    this.timeouts = timeouts;
  }

  /** Writes an answer in the form a call wants. */
  @FunctionalInterface
  interface Writer<A> {
    A write(ServedModel model, Asked asked, List<Tensor> outputs);
  }

  /** Where an answer goes, or what kept it back. */
  interface Reply<A> {
    void answered(A answer);

    void failed(Problem problem);
  }

  /**
   * Has a request answered.
   *
   * @param call whose deadline and routing key are the request's
   * @throws RuntimeException if it is refused at once; then there is no reply
   */
  <A> InferenceService.Call submit(Asked asked, GrpcCall call, Writer<A> writer, Reply<A> reply) {
    call.require(asked.model());
    InferenceRequest request = asked.request();
    ServedModel model =
        service.route(asked.model(), asked.version(), call.header(InferenceApi.ROUTING_KEY_HEADER));
    long remainingNanos = call.remainingNanos();
    if (remainingNanos <= 0) {
      throw Problem.of(504, "the deadline of the call had passed before its request was read");
    }
    long nanos = timeouts.nanos(remainingNanos, asked.timeoutMicros());
    return service.infer(
        model,
        request,
        nanos,
        call.origin().next(),
        (outcome, outputs) -> ended(model, asked, outcome, outputs, writer, reply));
  }

  private <A> void ended(
      ServedModel model,
      Asked asked,
      Outcome outcome,
      List<Tensor> outputs,
      Writer<A> writer,
      Reply<A> reply) {
    if (!(outcome instanceof Outcome.Answered)) {
      reply.failed(Outcomes.problem(model.name(), outcome, ALLOWANCE));
      return;
    }
    boolean large = Answers.typedElements(asked, outputs) > LARGE_ANSWER_ELEMENTS;
    maybeOffLoop(large, () -> writer.write(model, asked, outputs))
        .onSuccess(reply::answered)
        .onFailure(cause -> reply.failed(IncomingCall.problem(cause, model.name())));
  }

  private <A> Future<A> maybeOffLoop(boolean large, Callable<A> work) {
    if (large) {
      return vertx.executeBlocking(work, false);
    }
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }
}
