package dev.hearth.gateway.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.event.Message;
import dev.hearth.functions.event.QueueSettings;
import dev.hearth.functions.event.QueueStatus;
import dev.hearth.functions.event.Queues;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Query;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** Hearth's message queues: a body in, JSON out. */
public final class QueuesApi {
  private static final String ATTRIBUTE = "x-attribute-";
  private static final int MAX_ATTRIBUTES = 10;

  private final Queues queues;
  private final Bodies bodies;

  public QueuesApi(Queues queues, Bodies bodies) {
    this.queues = queues;
    this.bodies = bodies;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/queues", this::list)
        .route("PUT", "/queues/{name}", this::put)
        .route("GET", "/queues/{name}", this::show)
        .route("DELETE", "/queues/{name}", this::remove)
        .route("POST", "/queues/{name}/messages", this::send)
        .route("POST", "/queues/{name}/receive", this::receive)
        .route("DELETE", "/queues/{name}/messages/{receipt}", this::delete)
        .route("POST", "/queues/{name}/messages/{receipt}/hide", this::hide);
  }

  private void list(Exchange exchange) {
    FunctionProblems.answer(
        exchange,
        queues.list(),
        all ->
            exchange.json(
                200,
                Json.of(
                    Map.of(
                        "queues",
                        all.stream()
                            .filter(queue -> exchange.sees(Kind.QUEUE, queue.name()))
                            .map(QueuesApi::shown)
                            .toList()))));
  }

  private static Map<String, Object> shown(QueueStatus queue) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("name", queue.name());
    shown.put("messages", queue.messages());
    shown.put("visibilitySeconds", queue.settings().visibilitySeconds());
    shown.put("retentionSeconds", queue.settings().retentionSeconds());
    shown.put("maxReceives", queue.settings().maxReceives());
    queue.settings().deadLetter().ifPresent(name -> shown.put("deadLetter", name));
    return shown;
  }

  private void put(Exchange exchange) {
    Fields.read(
        bodies,
        exchange,
        List.of("visibilitySeconds", "retentionSeconds", "maxReceives", "deadLetter"),
        fields -> {
          QueueSettings defaults = QueueSettings.DEFAULTS;
          var settings =
              new QueueSettings(
                  fields.count("visibilitySeconds", defaults.visibilitySeconds()),
                  fields.count("retentionSeconds", defaults.retentionSeconds()),
                  fields.count("maxReceives", defaults.maxReceives()),
                  fields.text("deadLetter"));
          settings.deadLetter().ifPresent(name -> exchange.require(Kind.QUEUE, name));
          FunctionProblems.answer(
              exchange,
              queues.put(exchange.parameter("name"), settings),
              queue -> exchange.json(200, Json.of(shown(queue))));
        });
  }

  private void show(Exchange exchange) {
    FunctionProblems.answer(
        exchange,
        queues.find(exchange.parameter("name")),
        queue -> exchange.json(200, Json.of(shown(queue))));
  }

  private void remove(Exchange exchange) {
    String name = exchange.parameter("name");
    FunctionProblems.answer(
        exchange, queues.remove(name), _ -> exchange.json(200, Json.of(Map.of("removed", name))));
  }

  private void send(Exchange exchange) {
    Map<String, String> attributes = attributes(exchange);
    int delay = new Query(exchange).count("delay", 0, 0, Queues.MAX_DELAY_MILLIS / 1_000);
    bodies
        .read(exchange)
        .onFailure(cause -> exchange.fail(Problem.from(cause)))
        .onSuccess(
            body ->
                FunctionProblems.answer(
                    exchange,
                    queues.send(exchange.parameter("name"), body, attributes, 1_000L * delay),
                    id -> exchange.json(201, Json.of(Map.of("id", id)))));
  }

  private static Map<String, String> attributes(Exchange exchange) {
    var attributes = new LinkedHashMap<String, String>();
    exchange
        .request()
        .headers()
        .forEach(
            header -> {
              String name = header.getKey().toLowerCase(Locale.ROOT);
              if (name.startsWith(ATTRIBUTE) && name.length() > ATTRIBUTE.length()) {
                attributes.put(name.substring(ATTRIBUTE.length()), header.getValue());
              }
            });
    if (attributes.size() > MAX_ATTRIBUTES) {
      throw Problem.badRequest(
          "a message has at most %d attributes, not %d"
              .formatted(MAX_ATTRIBUTES, attributes.size()));
    }
    return attributes;
  }

  private void receive(Exchange exchange) {
    var query = new Query(exchange);
    int most = query.count("max", 1, 1, Queues.MAX_RECEIVED);
    int wait = query.count("wait", 0, 0, Queues.MAX_WAIT_MILLIS / 1_000);
    OptionalInt hide =
        query.text("visibility").isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(
                1_000 * query.count("visibility", 0, 0, QueueSettings.MAX_VISIBILITY_SECONDS));
    CompletionStage<List<Message>> coming =
        queues.receive(exchange.parameter("name"), most, hide, 1_000L * wait);
    exchange.onAbandoned(() -> coming.toCompletableFuture().cancel(false));
    FunctionProblems.answer(
        exchange,
        coming,
        messages ->
            exchange.json(
                200,
                Json.of(Map.of("messages", messages.stream().map(QueuesApi::shown).toList()))));
  }

  private static Map<String, Object> shown(Message message) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("id", message.id());
    shown.put("receipt", message.receipt());
    Optional<String> text = text(message.body());
    if (text.isPresent()) {
      shown.put("body", text.get());
    } else {
      shown.put("bodyBase64", Base64.getEncoder().encodeToString(message.body()));
    }
    shown.put("attributes", message.attributes());
    shown.put("sentAt", Instant.ofEpochMilli(message.sentAtMillis()).toString());
    shown.put("receives", message.receives());
    return shown;
  }

  private static Optional<String> text(byte[] body) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private void delete(Exchange exchange) {
    FunctionProblems.answer(
        exchange,
        queues.delete(exchange.parameter("name"), exchange.parameter("receipt")),
        known -> known(exchange, known, "deleted"));
  }

  private void hide(Exchange exchange) {
    int seconds = new Query(exchange).count("seconds", 0, 0, QueueSettings.MAX_VISIBILITY_SECONDS);
    FunctionProblems.answer(
        exchange,
        queues.hide(exchange.parameter("name"), exchange.parameter("receipt"), 1_000L * seconds),
        known -> known(exchange, known, "hidden"));
  }

  private static void known(Exchange exchange, boolean known, String done) {
    if (known) {
      exchange.json(200, Json.of(Map.of(done, exchange.parameter("receipt"))));
    } else {
      exchange.fail(
          Problem.of(
              409, "the receipt is not good any more: the message was seen again or is gone"));
    }
  }
}
