package dev.hearth.node.security;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.grpc.GrpcServer;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Owners;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** What every request passes first, whatever it is: who sent it is found out, or it is refused. */
final class Gate implements Handler<HttpServerRequest> {
  private final Router router;
  private final GrpcServer grpc;
  private final Callers callers;
  private final ForeignPages pages;
  private final RateLimits rates;
  private final Owners owners;

  Gate(
      Router router,
      GrpcServer grpc,
      Callers callers,
      ForeignPages pages,
      RateLimits rates,
      Owners owners) {
    this.router = router;
    this.grpc = grpc;
    this.callers = callers;
    this.pages = pages;
    this.rates = rates;
    this.owners = owners;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (Framing.refused(request)) {
      return;
    }
    Optional<Problem> refusal = pages.refuse(request, callers.anonymous());
    if (refusal.isPresent()) {
      refuse(request, refusal.get());
      return;
    }
    Future<Caller> caller = callers.of(request);
    if (caller.isComplete()) {
      pass(request, caller);
    } else {
      request.pause();
      caller.onComplete(
          found -> {
            request.resume();
            pass(request, caller);
          });
    }
  }

  private void pass(HttpServerRequest request, Future<Caller> caller) {
    try {
      limit(request, caller.succeeded() ? caller.result() : Caller.NOBODY);
    } catch (Problem problem) {
      refuse(request, problem);
      return;
    }
    if (caller.failed()) {
      refuse(request, Problem.from(caller.cause()));
    } else if (GrpcServer.takes(request)) {
      grpc.handle(request, caller.result(), owners);
    } else {
      router.handle(request, caller.result(), owners);
    }
  }

  /** Who has no name is known by the address. */
  private void limit(HttpServerRequest request, Caller caller) {
    if (!rates.unlimited()) {
      boolean named = !caller.roles().isEmpty() && !caller.equals(Caller.ANONYMOUS);
      rates.take(
          named ? caller.tenant() + "/" + caller.name() : request.remoteAddress().hostAddress());
    }
  }

  private void refuse(HttpServerRequest request, Problem problem) {
    if (GrpcServer.takes(request)) {
      grpc.refuse(request, problem);
    } else {
      router.refuse(request, problem);
    }
  }
}
