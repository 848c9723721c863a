package dev.hearth.gateway.lambda;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Functions;
import dev.hearth.gateway.Router;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** Reserved and provisioned concurrency. */
final class ConcurrencyApi {
  private static final String RESERVE = "/2017-10-31/functions/{function}/concurrency";
  private static final String RESERVED = "/2019-09-30/functions/{function}/concurrency";
  private static final String PROVISIONED =
      "/2019-09-30/functions/{function}/provisioned-concurrency";
  private static final String CALLS = "ReservedConcurrentExecutions";
  private static final String INSTANCES = "ProvisionedConcurrentExecutions";
  private static final int MOST = 1_000_000;

  private final Functions functions;

  ConcurrencyApi(Functions functions) {
    this.functions = functions;
  }

  void addTo(Router router, Door door) {
    router
        .route("PUT", RESERVE, door.later(this::reserve))
        .route("DELETE", RESERVE, door.later(this::free))
        .route("GET", RESERVED, door.now(this::reserved))
        .route("PUT", PROVISIONED, door.later(this::provision))
        .route("DELETE", PROVISIONED, door.later(this::withdraw))
        .route("GET", PROVISIONED, door.now(this::provisioned));
  }

  private CompletionStage<Answer> reserve(Asked asked) {
    OptionalInt calls = asked.body().number(CALLS, 0, MOST);
    if (calls.isEmpty()) {
      throw asked.body().wrong(CALLS, "given");
    }
    return functions
        .change(asked.function().name(), record -> record.withReserved(calls))
        .thenApply(_ -> Answer.ok(Map.of(CALLS, calls.getAsInt())));
  }

  private CompletionStage<Answer> free(Asked asked) {
    return functions
        .change(asked.function().name(), record -> record.withReserved(OptionalInt.empty()))
        .thenApply(_ -> Answer.nothing());
  }

  private Answer reserved(Asked asked) {
    OptionalInt calls = functions.get(asked.function().name()).reserved();
    return Answer.ok(calls.isPresent() ? Map.of(CALLS, calls.getAsInt()) : Map.of());
  }

  private CompletionStage<Answer> provision(Asked asked) {
    String qualifier = asked.requiredQualifier();
    if (FunctionVersion.LATEST.equals(qualifier)) {
      throw new FunctionException(
          Code.INVALID_PARAMETER_VALUE,
          "instances are provisioned for a published version or an alias, not for $LATEST");
    }
    OptionalInt instances = asked.body().number(INSTANCES, 1, MOST);
    if (instances.isEmpty()) {
      throw asked.body().wrong(INSTANCES, "given");
    }
    return functions
        .change(
            asked.function().name(),
            record -> record.withProvisioned(qualifier, Optional.of(instances.getAsInt())))
        .thenApply(record -> new Answer(202, body(record, qualifier, instances.getAsInt())));
  }

  private CompletionStage<Answer> withdraw(Asked asked) {
    String qualifier = asked.requiredQualifier();
    return functions
        .change(
            asked.function().name(), record -> record.withProvisioned(qualifier, Optional.empty()))
        .thenApply(_ -> Answer.nothing());
  }

  private Answer provisioned(Asked asked) {
    FunctionRecord record = functions.get(asked.function().name());
    if (asked.query("List").isPresent()) {
      return Page.of(
          asked,
          "ProvisionedConcurrencyConfigs",
          List.copyOf(record.provisioned().keySet()),
          qualifier -> qualifier,
          qualifier -> listed(record, qualifier));
    }
    String qualifier = asked.requiredQualifier();
    Integer instances = record.provisioned().get(qualifier);
    if (instances == null) {
      throw new FunctionException(
          Code.RESOURCE_NOT_FOUND,
          "No Provisioned Concurrency Config found for " + record.name() + ":" + qualifier);
    }
    return Answer.ok(body(record, qualifier, instances));
  }

  private Map<String, Object> listed(FunctionRecord record, String qualifier) {
    var body = body(record, qualifier, record.provisioned().getOrDefault(qualifier, 0));
    body.put("FunctionArn", FunctionName.arn(record.name(), qualifier));
    return body;
  }

  private Map<String, Object> body(FunctionRecord record, String qualifier, int wanted) {
    int ready = Math.min(wanted, functions.ready(record.name(), qualifier));
    var body = new LinkedHashMap<String, Object>();
    body.put("RequestedProvisionedConcurrentExecutions", wanted);
    body.put("AvailableProvisionedConcurrentExecutions", ready);
    body.put("AllocatedProvisionedConcurrentExecutions", ready);
    body.put("Status", ready >= wanted ? "READY" : "IN_PROGRESS");
    body.put("LastModified", ConfigurationWriter.time(record.version(qualifier).modifiedMillis()));
    return body;
  }
}
