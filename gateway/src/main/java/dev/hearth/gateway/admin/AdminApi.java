package dev.hearth.gateway.admin;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys, shows and removes models over HTTP: manifests in as YAML, everything out as JSON.
 *
 * <p>A deployment answers once, when it is done. With {@code Accept: application/x-ndjson} it
 * answers at once with status 200 and then line by line: {@code progress} events, and as the last
 * one {@code deployed} or {@code failed}.
 */
public final class AdminApi {
  private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);

  private final Deployments deployments;
  private final Bodies bodies;

  public AdminApi(Deployments deployments, Bodies bodies) {
    this.deployments = deployments;
    this.bodies = bodies;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/admin/v1/models", this::list)
        .route("GET", "/admin/v1/models/{name}", this::show)
        .route("PUT", "/admin/v1/models/{name}", this::deploy)
        .route("DELETE", "/admin/v1/models/{name}", this::remove)
        .route("DELETE", "/admin/v1/models/{name}/versions/{version}", this::removeVersion)
        .route("GET", "/admin/v1/models/{name}/traffic", this::traffic)
        .route("PUT", "/admin/v1/models/{name}/traffic", this::share);
  }

  private void list(Exchange exchange) {
    exchange.json(
        200,
        Json.of(
            new Models(
                deployments.list().stream()
                    .filter(model -> exchange.sees(Kind.MODEL, model.name()))
                    .toList())));
  }

  private void show(Exchange exchange) {
    String name = exchange.parameter("name");
    ModelStatus model =
        deployments
            .find(name)
            .orElseThrow(() -> Problem.notFound("no model '" + name + "' is deployed"));
    exchange.json(200, Json.of(model));
  }

  private void deploy(Exchange exchange) {
    bodies
        .read(exchange)
        .onSuccess(body -> start(exchange, body))
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private void start(Exchange exchange, byte[] body) {
    try {
      String manifest = text(body);
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

  static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException _) {
      throw Problem.badRequest("the manifest is not UTF-8 text");
    }
  }

  private void remove(Exchange exchange) {
    deployments.remove(exchange.parameter("name"), new OneRemoval(exchange));
  }

  private void removeVersion(Exchange exchange) {
    deployments.removeVersion(
        exchange.parameter("name"),
        Shares.version(exchange.parameter("version")),
        new Changed(exchange));
  }

  private void traffic(Exchange exchange) {
    exchange.json(200, Json.of(deployments.traffic(exchange.parameter("name"))));
  }

  private void share(Exchange exchange) {
    bodies
        .read(exchange)
        .map(Shares::read)
        .onSuccess(shares -> share(exchange, shares))
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private void share(Exchange exchange, Map<Integer, Integer> shares) {
    try {
      deployments.traffic(exchange.parameter("name"), shares, new Changed(exchange));
    } catch (Problem problem) {
      exchange.fail(problem);
    }
  }

  private record Models(List<ModelStatus> models) {}

  private record Removed(String removed) {}

  /** Answers a change with the model as it is then. */
  private record Changed(Exchange exchange) implements Deployments.ChangeListener {
    @Override
    public void changed(ModelStatus model) {
      exchange.json(200, Json.of(model));
    }

    @Override
    public void failed(Problem problem) {
      exchange.fail(problem);
    }
  }

  /** Answers when what was deployed under a name is gone. */
  record OneRemoval(Exchange exchange) implements Deployments.RemovalListener {
    @Override
    public void removed() {
      exchange.json(200, Json.of(new Removed(exchange.parameter("name"))));
    }

    @Override
    public void failed(Problem problem) {
      exchange.fail(problem);
    }
  }

  /** Answers when the deployment has ended. */
  private record OneAnswer(Exchange exchange) implements Deployments.Listener {
    @Override
    public void progressed(long bytesDone, long bytesTotal) {}

    @Override
    public void deployed(ModelStatus model) {
      exchange.json(200, Json.of(model));
    }

    @Override
    public void failed(Problem problem) {
      exchange.fail(problem);
    }
  }
}
