package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.grpc.schema.ModelInferResponse;
import dev.hearth.gateway.grpc.schema.ModelStreamInferResponse;
import dev.hearth.gateway.inference.InferenceService;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Answers a stream of requests, in their order. Requests run at the same time; a caller whose
 * answers wait is not read from. Owned by the event loop.
 */
final class StreamInfer implements GrpcMethod.Listener<Asked> {
  private static final int MAX_UNANSWERED = 128;
  private static final long SECOND = 1_000_000_000L;

  private final GrpcCall call;
  private final Inferring inferring;
  private final Deque<Slot> unanswered = new ArrayDeque<>();
  private boolean received;
  private boolean draining;
  private boolean paused;

  StreamInfer(GrpcCall call, Inferring inferring) {
    this.call = call;
    this.inferring = inferring;
    call.onOver(this::abandon);
    call.onWritable(this::flush);
  }

  @Override
  public void message(Asked asked, Runnable done) {
    var slot = new Slot(asked, done);
    if (call.over()) {
      done.run();
      return;
    }
    unanswered.add(slot);
    try {
      slot.running =
          inferring.submit(
              asked,
              call,
              (model, request, outputs) ->
                  Frames.of(
                      ModelStreamInferResponse.newBuilder()
                          .setInferResponse(Answers.message(model, request, outputs))
                          .build()),
              slot);
    } catch (RuntimeException e) {
      slot.failed(IncomingCall.problem(e, call.request().path()));
    }
    flow();
  }

  @Override
  public void received() {
    received = true;
    flush();
  }

  @Override
  public void drain() {
    draining = true;
    flush();
  }

  /** Sends what is answered, up to the first that is not. */
  private void flush() {
    while (!call.over() && !call.full()) {
      Slot first = unanswered.peek();
      if (first == null || first.frame == null) {
        break;
      }
      unanswered.remove();
      call.send(first.frame);
      first.done.run();
    }
    if (!call.over() && unanswered.isEmpty()) {
      endIfDone();
    }
    flow();
  }

  private void endIfDone() {
    if (received) {
      call.end();
    } else if (draining) {
      call.fail(Problem.passing(503, "the node is stopping; ask another", SECOND));
    }
  }

  private void flow() {
    boolean wait = unanswered.size() >= MAX_UNANSWERED;
    if (wait != paused && !received && !call.over()) {
      paused = wait;
      if (wait) {
        call.request().pause();
      } else {
        call.request().resume();
      }
    }
  }

  private void abandon() {
    for (Slot slot : unanswered) {
      slot.done.run();
      if (slot.running != null && slot.frame == null) {
        slot.running.cancel();
      }
    }
    unanswered.clear();
  }

  /** The place of one answer in the order. */
  private final class Slot implements Inferring.Reply<Buffer> {
    private final Asked asked;
    private final Runnable done;
    private InferenceService.@Nullable Call running;
    private @Nullable Buffer frame;

    Slot(Asked asked, Runnable done) {
      this.asked = asked;
      this.done = done;
    }

    @Override
    public void answered(Buffer answer) {
      frame = answer;
      flush();
    }

    @Override
    public void failed(Problem problem) {
      ModelInferResponse about =
          ModelInferResponse.newBuilder().setModelName(asked.model()).setId(asked.id()).build();
      answered(
          Frames.of(
              ModelStreamInferResponse.newBuilder()
                  .setErrorMessage(problem.text())
                  .setInferResponse(about)
                  .build()));
    }
  }
}
