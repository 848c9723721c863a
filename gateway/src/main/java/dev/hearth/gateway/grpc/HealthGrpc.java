package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.InferenceService;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * gRPC's own service for health: of the node as a whole, under the empty name, and of its services.
 * All serve while the node takes requests.
 */
public final class HealthGrpc {
  static final String SERVICE = "grpc.health.v1.Health";

  private static final Set<String> SERVICES = Set.of("", SERVICE, InferenceGrpc.SERVICE);

  private final InferenceService service;

  public HealthGrpc(InferenceService service) {
    this.service = service;
  }

  public void addTo(GrpcServer server) {
    server.add(SERVICE, "Check", GrpcMethod.unary(HealthGrpc::read, this::check));
    server.add(SERVICE, "Watch", new GrpcMethod<>(HealthGrpc::read, Watch::new));
  }

  private static HealthCheckRequest read(ByteBuffer data) {
    return Messages.read(HealthCheckRequest.parser(), data);
  }

  private void check(GrpcCall call, HealthCheckRequest request) {
    if (!SERVICES.contains(request.getService())) {
      throw Problem.notFound("no service '" + request.getService() + "' is known to health");
    }
    call.answer(response(request));
  }

  private HealthCheckResponse response(HealthCheckRequest request) {
    ServingStatus status =
        !SERVICES.contains(request.getService())
            ? ServingStatus.SERVICE_UNKNOWN
            : service.ready() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  /** Tells a caller the status now and, before the call ends, that the node is stopping. */
  private final class Watch implements GrpcMethod.Listener<HealthCheckRequest> {
    private final GrpcCall call;
    private HealthCheckRequest asked = HealthCheckRequest.getDefaultInstance();
    private boolean told;

    Watch(GrpcCall call) {
      this.call = call;
    }

    @Override
    public void message(HealthCheckRequest message, Runnable done) {
      done.run();
      asked = message;
      told = true;
      call.send(Frames.of(response(message)));
    }

    @Override
    public void received() {
      if (!told) {
        throw Problem.badRequest("the call takes one message but none was sent");
      }
    }

    @Override
    public void drain() {
      if (told) {
        call.send(Frames.of(response(asked)));
      }
      call.fail(Problem.passing(503, "the node is stopping; ask another", 1_000_000_000L));
    }
  }
}
