package dev.hearth.node.security;

import dev.hearth.gateway.Router;
import dev.hearth.gateway.grpc.GrpcServer;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Owners;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/** What every request passes first, whatever it is: who sent it is found out, or it is refused. */
public final class Gate implements Handler<HttpServerRequest> {
  private final Router router;
  private final GrpcServer grpc;

  public Gate(Router router, GrpcServer grpc) {
    this.router = router;
    this.grpc = grpc;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (Framing.refused(request)) {
      return;
    }
    if (GrpcServer.takes(request)) {
      grpc.handle(request, Caller.ANONYMOUS, Owners.NONE);
    } else {
      router.handle(request, Caller.ANONYMOUS, Owners.NONE);
    }
  }
}
