package dev.hearth.gateway.lambda;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Functions;
import dev.hearth.functions.event.EventSourceMapping;
import dev.hearth.functions.event.EventSourceMappings;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Queues whose messages call functions. A queue is one of the node's, by its name or ARN. */
final class EventSourcesApi {
  private static final String ALL = "/2015-03-31/event-source-mappings";
  private static final String ONE = ALL + "/{uuid}";
  private static final String QUEUE =
      "arn:aws:sqs:" + FunctionName.REGION + ":" + FunctionName.ACCOUNT + ":";
  private static final String ITEM_FAILURES = "ReportBatchItemFailures";
  private static final int MAX_WINDOW_SECONDS = 300;

  private final Functions functions;
  private final EventSourceMappings mappings;
  private final LongSupplier millis;

  EventSourcesApi(Functions functions, EventSourceMappings mappings, LongSupplier millis) {
    this.functions = functions;
    this.mappings = mappings;
    this.millis = millis;
  }

  void addTo(Router router, Door door) {
    router
        .route("POST", ALL, door.later(this::create))
        .route("GET", ALL, door.now(this::list))
        .route("GET", ONE, door.now(asked -> Answer.ok(body(find(asked), Optional.empty()))))
        .route("PUT", ONE, door.later(this::update))
        .route("DELETE", ONE, door.later(this::delete));
  }

  private CompletionStage<Answer> create(Asked asked) {
    Fields fields = asked.body();
    FunctionName function = FunctionName.parse(fields.required("FunctionName"));
    asked.exchange().require(Kind.QUEUE, queue(fields.required("EventSourceArn")));
    return put(
        read(
            asked,
            new EventSourceMapping(
                UUID.randomUUID().toString(),
                queue(fields.required("EventSourceArn")),
                function.name(),
                function.qualifier(),
                true,
                EventSourceMapping.DEFAULT_BATCH_SIZE,
                0,
                false,
                EventSourceMapping.DEFAULT_CONCURRENCY,
                millis.getAsLong())),
        "Creating");
  }

  private static String queue(String arn) {
    int colon = arn.lastIndexOf(':');
    if (colon >= 0 && !arn.matches("arn:aws[a-z-]*:sqs:[a-z0-9-]*:\\d{12}:[^:]+")) {
      throw new FunctionException(
          Code.INVALID_PARAMETER_VALUE,
          "'%s' is no queue of this node; a queue is %sNAME".formatted(arn, QUEUE));
    }
    return arn.substring(colon + 1);
  }

  private EventSourceMapping read(Asked asked, EventSourceMapping before) {
    Fields fields = asked.body();
    FunctionName function =
        fields
            .nonEmpty("FunctionName")
            .map(FunctionName::parse)
            .orElse(new FunctionName(before.function(), before.qualifier()));
    asked.exchange().require(Kind.FUNCTION, function.name());
    functions.get(function.name()).version(function.qualifier().orElse("$LATEST"));
    Fields scaling = fields.below("ScalingConfig");
    boolean failures =
        fields.has("FunctionResponseTypes")
            ? fields.list("FunctionResponseTypes").contains(ITEM_FAILURES)
            : before.reportItemFailures();
    return new EventSourceMapping(
        before.id(),
        before.queue(),
        function.name(),
        function.qualifier(),
        fields.has("Enabled") ? fields.flag("Enabled") : before.enabled(),
        fields.number("BatchSize", 1, 1_000).orElse(before.batchSize()),
        fields
                .number("MaximumBatchingWindowInSeconds", 0, MAX_WINDOW_SECONDS)
                .orElse(before.windowMillis() / 1_000)
            * 1_000,
        failures,
        scaling.number("MaximumConcurrency", 1, 1_000).orElse(before.concurrency()),
        millis.getAsLong());
  }

  private CompletionStage<Answer> put(EventSourceMapping mapping, String state) {
    return mappings
        .put(mapping)
        .thenApply(stored -> new Answer(202, body(stored, Optional.of(state))));
  }

  private EventSourceMapping find(Asked asked) {
    String id = asked.exchange().parameter("uuid");
    return mappings
        .find(id)
        .filter(each -> asked.exchange().sees(Kind.FUNCTION, each.function()))
        .orElseThrow(
            () ->
                new FunctionException(
                    Code.RESOURCE_NOT_FOUND, "there is no event source mapping '" + id + "'"));
  }

  private Answer list(Asked asked) {
    Optional<String> function =
        asked.query("FunctionName").map(FunctionName::parse).map(FunctionName::name);
    Optional<String> queue = asked.query("EventSourceArn").map(EventSourcesApi::queue);
    List<EventSourceMapping> all =
        mappings.list().stream()
            .filter(each -> asked.exchange().sees(Kind.FUNCTION, each.function()))
            .filter(each -> function.isEmpty() || each.function().equals(function.get()))
            .filter(each -> queue.isEmpty() || each.queue().equals(queue.get()))
            .toList();
    return Page.of(
        asked,
        "EventSourceMappings",
        all,
        EventSourceMapping::id,
        each -> body(each, Optional.empty()));
  }

  private CompletionStage<Answer> update(Asked asked) {
    return put(read(asked, find(asked)), "Updating");
  }

  private CompletionStage<Answer> delete(Asked asked) {
    return mappings
        .remove(find(asked).id())
        .thenApply(gone -> new Answer(202, body(gone, Optional.of("Deleting"))));
  }

  private static Map<String, Object> body(EventSourceMapping mapping, Optional<String> change) {
    var body = new LinkedHashMap<String, Object>();
    body.put("UUID", mapping.id());
    body.put("EventSourceArn", QUEUE + mapping.queue());
    body.put(
        "FunctionArn",
        mapping
            .qualifier()
            .map(qualifier -> FunctionName.arn(mapping.function(), qualifier))
            .orElse(FunctionName.arn(mapping.function())));
    body.put("BatchSize", mapping.batchSize());
    body.put("MaximumBatchingWindowInSeconds", mapping.windowMillis() / 1_000);
    body.put(
        "FunctionResponseTypes", mapping.reportItemFailures() ? List.of(ITEM_FAILURES) : List.of());
    body.put("ScalingConfig", Map.of("MaximumConcurrency", mapping.concurrency()));
    body.put("State", change.orElse(mapping.enabled() ? "Enabled" : "Disabled"));
    body.put("StateTransitionReason", "USER_INITIATED");
    body.put("LastModified", mapping.modifiedAtMillis() / 1_000.0);
    return body;
  }
}
