package dev.hearth.gateway.admin;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Query;
import dev.hearth.gateway.Router;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Profiles models over HTTP. Profiling answers once, when it is done, or with {@code Accept:
 * application/x-ndjson} line by line: {@code progress} events, and as the last one {@code profiled}
 * or {@code failed}.
 */
public final class ProfilesApi {
  private static final String PATH = "/admin/v1/models/{name}/profile";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final long MAX_TABLE_BYTES = 1 << 20;
  private static final int MAX_ROWS = 65_536;
  private static final int CORE = 1_000;

  private final Profiles profiles;
  private final Bodies bodies;

  public ProfilesApi(Profiles profiles, Bodies bodies) {
    this.profiles = profiles;
    this.bodies = bodies;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/admin/v1/profiles", this::table)
        .route("GET", PATH, this::show)
        .route("POST", PATH, this::profile)
        .route("PUT", PATH, this::put)
        .route("DELETE", PATH, this::remove);
  }

  private void table(Exchange exchange) {
    exchange.answer(200, TEXT, Buffer.buffer(lines(profiles.table())));
  }

  private static String lines(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private void show(Exchange exchange) {
    String name = exchange.parameter("name");
    var query = new Query(exchange);
    if (query.text("rows").isEmpty() && query.text("cpu").isEmpty()) {
      exchange.json(200, Json.of(profiles.find(name)));
    } else {
      int rows = query.count("rows", 1, 1, MAX_ROWS);
      exchange.json(200, Json.of(profiles.at(name, cpuMillis(query), rows)));
    }
  }

  private static int cpuMillis(Query query) {
    String text = query.text("cpu").orElse("1");
    try {
      double cores = Double.parseDouble(text);
      if (cores > 0 && cores < MAX_ROWS) {
        return (int) Math.round(cores * CORE);
      }
    } catch (NumberFormatException _) {
      // Said below, as for a number out of bounds.
    }
    throw Problem.badRequest("the parameter 'cpu' must be cores such as 2, not '" + text + "'");
  }

  private void profile(Exchange exchange) {
    String name = exchange.parameter("name");
    withBody(
        exchange, body -> profiles.profile(name, ProfileRequest.read(body), listener(exchange)));
  }

  private void put(Exchange exchange) {
    String name = exchange.parameter("name");
    withBody(
        exchange,
        body -> profiles.put(name, AdminApi.text(body).lines().toList(), new OneAnswer(exchange)));
  }

  private void withBody(Exchange exchange, Consumer<byte[]> action) {
    bodies
        .read(exchange, MAX_TABLE_BYTES)
        .onSuccess(
            body -> {
              try {
                action.accept(body);
              } catch (Problem problem) {
                exchange.fail(problem);
              }
            })
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private void remove(Exchange exchange) {
    profiles.remove(exchange.parameter("name"), new OneAnswer(exchange));
  }

  private static Profiles.Listener listener(Exchange exchange) {
    return JsonLines.asked(exchange) ? new Lines(new JsonLines(exchange)) : new OneAnswer(exchange);
  }

  /** Answers when profiling has ended. */
  private record OneAnswer(Exchange exchange) implements Profiles.Listener {
    @Override
    public void progressed(int done, int total, Optional<ProfileStatus.PointStatus> last) {}

    @Override
    public void profiled(Optional<ProfileStatus> profile) {
      if (profile.isPresent()) {
        exchange.json(200, Json.of(profile.get()));
      } else {
        exchange.json(200, Json.of(Map.of("removed", exchange.parameter("name"))));
      }
    }

    @Override
    public void failed(Problem problem) {
      exchange.fail(problem);
    }
  }

  /** Answers line by line. */
  private record Lines(JsonLines lines) implements Profiles.Listener {
    @Override
    public void progressed(int done, int total, Optional<ProfileStatus.PointStatus> last) {
      lines.progress(
          last.isPresent()
              ? new Point("progress", done, total, last.get())
              : new Step("progress", done, total));
    }

    @Override
    public void profiled(Optional<ProfileStatus> profile) {
      profile.ifPresent(known -> lines.end(new Profiled("profiled", known)));
    }

    @Override
    public void failed(Problem problem) {
      lines.fail(problem);
    }
  }

  private record Step(String event, int done, int total) {}

  private record Point(String event, int done, int total, ProfileStatus.PointStatus point) {}

  private record Profiled(String event, ProfileStatus profile) {}
}
