package dev.hearth.gateway.events;

import dev.hearth.functions.FunctionName;
import dev.hearth.functions.event.ObjectStore;
import dev.hearth.functions.event.StoredObject;
import dev.hearth.functions.event.Trigger;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Query;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hearth's buckets of objects, and the functions that are called when one comes. */
public final class ObjectsApi {
  private static final String OCTETS = "application/octet-stream";
  private static final int MAX_MEDIA_TYPE = 128;

  private final ObjectStore objects;
  private final Bodies bodies;

  public ObjectsApi(ObjectStore objects, Bodies bodies) {
    this.objects = objects;
    this.bodies = bodies;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/objects/{bucket}", this::list)
        .route("PUT", "/objects/{bucket}/{key...}", this::put)
        .route("GET", "/objects/{bucket}/{key...}", this::get)
        .route("DELETE", "/objects/{bucket}/{key...}", this::remove)
        .route("GET", "/admin/v1/triggers", this::triggers)
        .route("PUT", "/admin/v1/triggers/{id}", this::putTrigger)
        .route("DELETE", "/admin/v1/triggers/{id}", this::removeTrigger);
  }

  private static Map<String, Object> shown(StoredObject object) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("key", object.key());
    shown.put("bytes", object.bytes());
    shown.put("etag", object.etag());
    shown.put("mediaType", object.mediaType());
    shown.put("modifiedAt", Instant.ofEpochMilli(object.modifiedAtMillis()).toString());
    return shown;
  }

  private void list(Exchange exchange) {
    var query = new Query(exchange);
    FunctionProblems.answer(
        exchange,
        objects.list(
            exchange.parameter("bucket"),
            query.text("prefix").orElse(""),
            query.text("after").orElse(""),
            query.count("max", ObjectStore.MAX_LISTED, 1, ObjectStore.MAX_LISTED)),
        all ->
            exchange.json(
                200, Json.of(Map.of("objects", all.stream().map(ObjectsApi::shown).toList()))));
  }

  private void put(Exchange exchange) {
    String mediaType = exchange.header("Content-Type").orElse(OCTETS);
    if (mediaType.length() > MAX_MEDIA_TYPE) {
      throw Problem.badRequest("the Content-Type is longer than " + MAX_MEDIA_TYPE + " characters");
    }
    bodies
        .read(exchange)
        .onFailure(cause -> exchange.fail(Problem.from(cause)))
        .onSuccess(
            body ->
                FunctionProblems.guarded(
                    exchange,
                    () ->
                        FunctionProblems.answer(
                            exchange,
                            objects.put(
                                exchange.parameter("bucket"),
                                exchange.parameter("key"),
                                mediaType,
                                body),
                            object -> {
                              exchange
                                  .request()
                                  .response()
                                  .putHeader("ETag", "\"" + object.etag() + "\"");
                              exchange.json(200, Json.of(shown(object)));
                            })));
  }

  private void get(Exchange exchange) {
    FunctionProblems.answer(
        exchange,
        objects.find(exchange.parameter("bucket"), exchange.parameter("key")),
        object ->
            FunctionProblems.answer(
                exchange,
                objects.content(object),
                content -> {
                  exchange
                      .request()
                      .response()
                      .putHeader("ETag", "\"" + object.etag() + "\"")
                      .putHeader("X-Content-Type-Options", "nosniff");
                  exchange.answer(200, object.mediaType(), Buffer.buffer(content));
                }));
  }

  private void remove(Exchange exchange) {
    FunctionProblems.answer(
        exchange,
        objects.remove(exchange.parameter("bucket"), exchange.parameter("key")),
        object -> exchange.json(200, Json.of(Map.of("removed", object.key()))));
  }

  private void triggers(Exchange exchange) {
    exchange.json(
        200,
        Json.of(
            Map.of(
                "triggers",
                objects.triggers().stream()
                    .filter(each -> exchange.sees(Kind.TRIGGER, each.id()))
                    .toList())));
  }

  private void putTrigger(Exchange exchange) {
    Fields.read(
        bodies,
        exchange,
        List.of("bucket", "prefix", "suffix", "function"),
        fields -> {
          FunctionName function = FunctionName.parse(fields.required("function"));
          exchange.require(Kind.FUNCTION, function.name());
          exchange.require(Kind.BUCKET, fields.required("bucket"));
          var trigger =
              new Trigger(
                  exchange.parameter("id"),
                  fields.required("bucket"),
                  fields.text("prefix").orElse(""),
                  fields.text("suffix").orElse(""),
                  function.name(),
                  function.qualifier());
          FunctionProblems.answer(
              exchange, objects.put(trigger), stored -> exchange.json(200, Json.of(stored)));
        });
  }

  private void removeTrigger(Exchange exchange) {
    String id = exchange.parameter("id");
    FunctionProblems.answer(
        exchange,
        objects.removeTrigger(id),
        known -> {
          if (!known) {
            throw Problem.notFound("there is no trigger '" + id + "'");
          }
          exchange.json(200, Json.of(Map.of("removed", id)));
        });
  }
}
