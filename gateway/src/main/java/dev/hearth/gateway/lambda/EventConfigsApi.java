package dev.hearth.gateway.lambda;

import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.Functions;
import dev.hearth.gateway.Router;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What happens to calls that nobody waits for. */
final class EventConfigsApi {
  private static final String ONE = "/2019-09-25/functions/{function}/event-invoke-config";
  private static final String ALL = ONE + "/list";
  private static final String RETRIES = "MaximumRetryAttempts";
  private static final String AGE = "MaximumEventAgeInSeconds";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int MIN_AGE = 60;
  private static final int MAX_AGE = 21_600;

  private final Functions functions;

  EventConfigsApi(Functions functions) {
    this.functions = functions;
  }

  void addTo(Router router, Door door) {
    router
        .route("PUT", ONE, door.later(this::put))
        .route("POST", ONE, door.later(this::update))
        .route("GET", ONE, door.now(this::show))
        .route("DELETE", ONE, door.later(this::delete))
        .route("GET", ALL, door.now(this::list));
  }

  private CompletionStage<Answer> put(Asked asked) {
    return change(
        asked,
        record ->
            read(
                asked.body(),
                withDeadLetter(EventConfiguration.DEFAULTS, before(record, asked).deadLetter()),
                true));
  }

  private CompletionStage<Answer> update(Asked asked) {
    return change(asked, record -> read(asked.body(), find(record, asked), false));
  }

  private CompletionStage<Answer> change(
      Asked asked, Function<FunctionRecord, EventConfiguration> change) {
    Fields destinations = asked.body().below("DestinationConfig");
    for (String way : List.of("OnSuccess", "OnFailure")) {
      destinations.below(way).nonEmpty("Destination").ifPresent(asked::requireTarget);
    }
    String qualifier = asked.qualifierOrLatest();
    return functions
        .change(
            asked.function().name(),
            record -> record.withEvents(qualifier, Optional.of(change.apply(record))))
        .thenApply(record -> Answer.ok(body(record, qualifier)));
  }

  private static EventConfiguration before(FunctionRecord record, Asked asked) {
    return record.events().getOrDefault(asked.qualifierOrLatest(), EventConfiguration.DEFAULTS);
  }

  private static EventConfiguration withDeadLetter(
      EventConfiguration events, Optional<String> target) {
    return new EventConfiguration(
        events.retries(), events.maxAgeNanos(), events.onSuccess(), events.onFailure(), target);
  }

  private static EventConfiguration read(Fields fields, EventConfiguration before, boolean anew) {
    Fields destinations = fields.below("DestinationConfig");
    boolean keep = !anew && !fields.has("DestinationConfig");
    int age = fields.number(AGE, MIN_AGE, MAX_AGE).orElse(0);
    return new EventConfiguration(
        fields.number(RETRIES, 0, 2).orElse(before.retries()),
        age == 0 ? before.maxAgeNanos() : age * NANOS_PER_SECOND,
        keep ? before.onSuccess() : destinations.below("OnSuccess").nonEmpty("Destination"),
        keep ? before.onFailure() : destinations.below("OnFailure").nonEmpty("Destination"),
        before.deadLetter());
  }

  private static EventConfiguration find(FunctionRecord record, Asked asked) {
    String qualifier = asked.qualifierOrLatest();
    EventConfiguration found = record.events().get(qualifier);
    if (found == null) {
      throw new FunctionException(
          Code.RESOURCE_NOT_FOUND,
          "The function %s doesn't have an EventInvokeConfig"
              .formatted(FunctionName.arn(record.name(), qualifier)));
    }
    return found;
  }

  private Answer show(Asked asked) {
    FunctionRecord record = functions.get(asked.function().name());
    find(record, asked);
    return Answer.ok(body(record, asked.qualifierOrLatest()));
  }

  private CompletionStage<Answer> delete(Asked asked) {
    return functions
        .change(
            asked.function().name(),
            record -> {
              find(record, asked);
              return record.withEvents(asked.qualifierOrLatest(), Optional.empty());
            })
        .thenApply(_ -> Answer.nothing());
  }

  private Answer list(Asked asked) {
    FunctionRecord record = functions.get(asked.function().name());
    return Page.of(
        asked,
        "FunctionEventInvokeConfigs",
        List.copyOf(record.events().keySet()),
        qualifier -> qualifier,
        qualifier -> body(record, qualifier));
  }

  private static Map<String, Object> body(FunctionRecord record, String qualifier) {
    EventConfiguration events =
        record.events().getOrDefault(qualifier, EventConfiguration.DEFAULTS);
    var destinations = new LinkedHashMap<String, Object>();
    destinations.put("OnSuccess", target(events.onSuccess()));
    destinations.put("OnFailure", target(events.onFailure()));
    var body = new LinkedHashMap<String, Object>();
    body.put("FunctionArn", FunctionName.arn(record.name(), qualifier));
    body.put("LastModified", record.version(qualifier).modifiedMillis() / 1_000.0);
    body.put(RETRIES, events.retries());
    body.put(AGE, events.maxAgeNanos() / NANOS_PER_SECOND);
    body.put("DestinationConfig", destinations);
    return body;
  }

  private static Map<String, String> target(Optional<String> destination) {
    return destination.map(arn -> Map.of("Destination", arn)).orElse(Map.of());
  }
}
