package dev.hearth.gateway.admin;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys, shows and removes functions over HTTP, as {@link AdminApi} does models: manifests in as
 * YAML, everything out as JSON, progress as lines if they are accepted.
 */
public final class FunctionAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionAdmin.class);

  private final FunctionDeployments deployments;
  private final Bodies bodies;

  public FunctionAdmin(FunctionDeployments deployments, Bodies bodies) {
    this.deployments = deployments;
    this.bodies = bodies;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/admin/v1/functions", this::list)
        .route("GET", "/admin/v1/functions/{name}", this::show)
        .route("PUT", "/admin/v1/functions/{name}", this::deploy)
        .route("DELETE", "/admin/v1/functions/{name}", this::remove);
  }

  private void list(Exchange exchange) {
    exchange.json(
        200,
        Json.of(
            new Listed(
                deployments.list().stream()
                    .filter(function -> exchange.sees(Kind.FUNCTION, function.name()))
                    .toList())));
  }

  private void show(Exchange exchange) {
    String name = exchange.parameter("name");
    FunctionStatus function =
        deployments
            .find(name)
            .orElseThrow(() -> Problem.notFound("no function '" + name + "' is deployed"));
    exchange.json(200, Json.of(function));
  }

  private void deploy(Exchange exchange) {
    bodies
        .read(exchange)
        .onSuccess(body -> start(exchange, body))
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private void start(Exchange exchange, byte[] body) {
    try {
      String manifest = AdminApi.text(body);
      boolean lines = JsonLines.asked(exchange);
      deployments.permit(exchange.caller(), exchange.parameter("name"), manifest);
      deployments.deploy(
          exchange.parameter("name"),
          manifest,
          lines ? new EventLines(exchange) : new OneAnswer(exchange));
    } catch (Problem problem) {
      exchange.fail(problem);
    } catch (RuntimeException e) {
      LOG.error("{} failed", exchange.request().path(), e);
      exchange.fail(Problem.from(e));
    }
  }

  private void remove(Exchange exchange) {
    deployments.remove(exchange.parameter("name"), new AdminApi.OneRemoval(exchange));
  }

  private record Listed(List<FunctionStatus> functions) {}

  /** Answers when the deployment has ended. */
  private record OneAnswer(Exchange exchange) implements FunctionDeployments.Listener {
    @Override
    public void progressed(long bytesDone, long bytesTotal) {}

    @Override
    public void deployed(FunctionStatus function) {
      exchange.json(200, Json.of(function));
    }

    @Override
    public void failed(Problem problem) {
      exchange.fail(problem);
    }
  }
}
