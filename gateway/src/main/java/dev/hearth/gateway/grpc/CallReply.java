package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Problem;
import io.vertx.core.buffer.Buffer;

/** Ends a call of one request with its answer. */
record CallReply(GrpcCall call) implements Inferring.Reply<Buffer> {
  @Override
  public void answered(Buffer frame) {
    call.answer(frame);
  }

  @Override
  public void failed(Problem problem) {
    call.fail(problem);
  }
}
