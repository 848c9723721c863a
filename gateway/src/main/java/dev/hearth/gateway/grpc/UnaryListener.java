package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Problem;
import org.jspecify.annotations.Nullable;

/** Takes the one message of a call. */
final class UnaryListener<T> implements GrpcMethod.Listener<T> {
  private final GrpcCall call;
  private final GrpcMethod.Action<T> action;
  private @Nullable T only;

  UnaryListener(GrpcCall call, GrpcMethod.Action<T> action) {
    this.call = call;
    this.action = action;
  }

  @Override
  public void message(T message, Runnable done) {
    call.onOver(done);
    if (only != null) {
      throw Problem.badRequest("the call takes one message but more were sent");
    }
    only = message;
  }

  @Override
  public void received() {
    if (only == null) {
      throw Problem.badRequest("the call takes one message but none was sent");
    }
    action.handle(call, only);
  }
}
