package dev.hearth.gateway.admin;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Takes flight recordings of a node over HTTP. */
public final class RecordingsApi {
  private static final int MOST_BODY = 1_024;
  private static final int USUAL_SECONDS = 30;
  private static final Set<String> KEYS = Set.of("seconds");

  private final OffLoop offLoop;
  private final Recordings recordings;
  private final Bodies bodies;

  public RecordingsApi(OffLoop offLoop, Recordings recordings, Bodies bodies) {
    this.offLoop = offLoop;
    this.recordings = recordings;
    this.bodies = bodies;
  }

  public void addTo(Router router) {
    router
        .route("POST", "/admin/v1/recordings", this::start)
        .route("GET", "/admin/v1/recordings", this::list)
        .route("GET", "/admin/v1/recordings/{id}", this::show)
        .route("GET", "/admin/v1/recordings/{id}/file", this::send)
        .route("DELETE", "/admin/v1/recordings/{id}", this::discard);
  }

  private record Listed(List<Recordings.Status> recordings) {}

  private void start(Exchange exchange) {
    bodies
        .read(exchange, MOST_BODY)
        .map(RecordingsApi::seconds)
        .compose(seconds -> offLoop.maybe(true, () -> recordings.start(seconds)))
        .onSuccess(status -> exchange.json(201, Json.of(status)))
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private static int seconds(byte[] body) {
    if (body.length == 0) {
      return USUAL_SECONDS;
    }
    try {
      JsonNode asked = Json.tree(body);
      boolean known = asked.isObject() && KEYS.containsAll(asked.propertyNames());
      if (known && asked.path("seconds").isMissingNode()) {
        return USUAL_SECONDS;
      }
      if (known && asked.path("seconds").isInt()) {
        return asked.path("seconds").asInt();
      }
    } catch (JacksonException _) {
      // Said below, as for any other body that is no such object.
    }
    throw Problem.badRequest("the body is not an object like {\"seconds\": 30}");
  }

  private void list(Exchange exchange) {
    offLoop
        .maybe(true, recordings::all)
        .onSuccess(all -> exchange.json(200, Json.of(new Listed(all))))
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private void show(Exchange exchange) {
    int id = id(exchange);
    offLoop
        .maybe(true, () -> recordings.find(id).orElseThrow(() -> none(id)))
        .onSuccess(status -> exchange.json(200, Json.of(status)))
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private void send(Exchange exchange) {
    int id = id(exchange);
    offLoop
        .maybe(
            true,
            () -> {
              if (recordings.find(id).isEmpty()) {
                throw none(id);
              }
              return recordings.file(id).orElseThrow(() -> goesOn(id));
            })
        .compose(
            file ->
                exchange
                    .request()
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                    .sendFile(file.toString()))
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private void discard(Exchange exchange) {
    int id = id(exchange);
    offLoop
        .maybe(true, () -> recordings.discard(id))
        .onSuccess(
            was -> {
              if (was) {
                exchange.json(200, Json.of(Map.of("removed", id)));
              } else {
                exchange.fail(none(id));
              }
            })
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private static int id(Exchange exchange) {
    String text = exchange.parameter("id");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw Problem.badRequest("'" + text + "' is not the number of a recording");
    }
  }

  private static Problem none(int id) {
    return Problem.notFound(
        "there is no recording %d; GET /admin/v1/recordings lists them".formatted(id));
  }

  private static Problem goesOn(int id) {
    return Problem.of(409, "recording %d still goes on; ask again when it is done".formatted(id));
  }
}
