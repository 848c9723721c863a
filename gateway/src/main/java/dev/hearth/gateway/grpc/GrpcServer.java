package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Owners;
import dev.hearth.gateway.security.Rule;
import dev.hearth.gateway.trace.Origins;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Answers gRPC calls: unary and streamed, with messages in Protocol Buffers, as they are or
 * compressed with gzip. Filled before the server starts; owned by the event loop.
 */
public final class GrpcServer {
  private static final String CONTENT_TYPE = "application/grpc";

  private final Vertx vertx;
  private final Bodies bodies;
  private final Origins origins;
  private final Access access;
  private final Map<String, GrpcMethod<?>> methods = new HashMap<>();
  private final Set<GrpcMethod.Listener<?>> open = new LinkedHashSet<>();
  private boolean draining;

  /**
   * A server without services, whose messages keep within the limits of {@code bodies}, whose calls
   * get their ids from {@code origins}, and which asks of callers what {@code access} says.
   */
  public GrpcServer(Vertx vertx, Bodies bodies, Origins origins, Access access) {
    this.origins = origins;
    this.vertx = vertx;
    this.bodies = bodies;
    this.access = access;
  }

  /** Adds a method of a service. */
  void add(String service, String name, GrpcMethod<?> method) {
    methods.put("/" + service + "/" + name, method);
  }

  /** All methods, as in a request's path. */
  public List<String> methods() {
    return methods.keySet().stream().sorted().toList();
  }

  /** Refuses a call before its method is looked for. */
  public void refuse(HttpServerRequest request, Problem problem) {
    if (request.version() == HttpVersion.HTTP_2) {
      new GrpcCall(request, Access.OPEN, Owners.NONE, origins).fail(problem);
    } else {
      handle(request, Caller.NOBODY, Owners.NONE);
    }
  }

  /** Whether a request is a gRPC call, of whatever form. */
  public static boolean takes(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null && type.startsWith(CONTENT_TYPE);
  }

  /** Answers a call of a caller, to whom things are that the owners say. */
  public void handle(HttpServerRequest request, Caller caller, Owners owners) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE).substring(CONTENT_TYPE.length());
    boolean known = type.isEmpty() || type.equals("+proto") || type.startsWith(";");
    if (!known || request.version() != HttpVersion.HTTP_2) {
      request
          .response()
          .setStatusCode(415)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .end(Json.error("gRPC is taken over HTTP/2 as application/grpc, in Protocol Buffers"));
      return;
    }
    Rule rule = access.rule(Access.GRPC, String.valueOf(request.path()));
    var call = new GrpcCall(request, rule, owners, origins);
    try {
      call.enter(caller);
      call.readTimeout();
      begin(call, rule.role() == null ? bodies::smallHold : bodies::hold);
    } catch (RuntimeException e) {
      call.fail(IncomingCall.problem(e, request.path()));
    }
  }

  private void begin(GrpcCall call, Supplier<Bodies.Hold> holds) {
    GrpcMethod<?> method = methods.get(call.request().path());
    if (method == null) {
      call.fail(Problem.of(501, "no method is served at '" + call.request().path() + "'"));
      return;
    }
    begin(call, method, holds);
  }

  private <T> void begin(GrpcCall call, GrpcMethod<T> method, Supplier<Bodies.Hold> holds) {
    var incoming = new IncomingCall<>(vertx, call, method, holds);
    open.add(incoming.listener());
    call.onOver(() -> open.remove(incoming.listener()));
    incoming.start();
    if (draining) {
      incoming.listener().drain();
    }
  }

  /** Has calls that could go on for ever end, once what they asked for is answered. */
  public void drain() {
    draining = true;
    List<GrpcMethod.Listener<?>> now = new ArrayList<>(open);
    now.forEach(GrpcMethod.Listener::drain);
  }
}
