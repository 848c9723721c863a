package dev.hearth.gateway.lambda;

import dev.hearth.functions.CodePackage;
import dev.hearth.functions.Concurrency;
import dev.hearth.functions.Deployment;
import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Functions;
import dev.hearth.functions.VersionRecord;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.OperatorsOnly;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Functions are created, shown, changed and deleted. */
final class FunctionsApi {
  static final String BASE = "/2015-03-31/functions";
  static final String ONE = BASE + "/{function}";

  private final Functions functions;

  FunctionsApi(Functions functions) {
    this.functions = functions;
  }

  void addTo(Router router, Door door) {
    router
        .route("POST", BASE, door.later(this::create))
        .route("GET", BASE, door.now(this::list))
        .route("GET", ONE, door.now(this::show))
        .route("DELETE", ONE, door.later(this::delete))
        .route("GET", ONE + "/configuration", door.now(this::configuration))
        .route("PUT", ONE + "/configuration", door.later(this::configure))
        .route("PUT", ONE + "/code", door.later(this::replaceCode));
  }

  private CompletionStage<Answer> create(Asked asked) {
    Fields fields = asked.body();
    String name = FunctionName.parse(fields.required("FunctionName")).name();
    Optional<CodePackage> code = ConfigurationReader.code(fields.below("Code"));
    boolean publish = fields.flag("Publish");
    deadLetter(fields).ifPresent(asked::requireTarget);
    FunctionConfiguration configuration = ConfigurationReader.whole(fields);
    OperatorsOnly.require(asked.exchange().caller(), configuration);
    var deployment =
        new Deployment(
            name,
            configuration,
            code,
            fields.texts("Tags"),
            Concurrency.NONE,
            deadLetter(fields)
                .map(arn -> withDeadLetter(EventConfiguration.DEFAULTS, Optional.of(arn))),
            publish);
    return asked
        .exchange()
        .claim(Kind.FUNCTION, name)
        .toCompletionStage()
        .thenCompose(_ -> functions.create(deployment))
        .thenApply(
            record ->
                Answer.created(
                    body(asked, record, publish ? record.versions().getLast() : record.latest())));
  }

  private static Optional<String> deadLetter(Fields fields) {
    return fields.below("DeadLetterConfig").nonEmpty("TargetArn");
  }

  private static EventConfiguration withDeadLetter(
      EventConfiguration events, Optional<String> target) {
    return new EventConfiguration(
        events.retries(), events.maxAgeNanos(), events.onSuccess(), events.onFailure(), target);
  }

  private Map<String, Object> body(Asked asked, FunctionRecord record, VersionRecord version) {
    return body(asked, record, version, !FunctionVersion.LATEST.equals(version.version()));
  }

  private Map<String, Object> body(
      Asked asked, FunctionRecord record, VersionRecord version, boolean qualified) {
    return ConfigurationWriter.configuration(
        record,
        version,
        qualified,
        functions.failure(record.name(), version.version()),
        asked.exchange().caller());
  }

  private List<FunctionRecord> seen(Asked asked) {
    return functions.list().stream()
        .filter(each -> asked.exchange().sees(Kind.FUNCTION, each.name()))
        .toList();
  }

  private Answer list(Asked asked) {
    boolean all = asked.query("FunctionVersion").filter("ALL"::equals).isPresent();
    if (!all) {
      return Page.of(
          asked,
          "Functions",
          seen(asked),
          FunctionRecord::name,
          record -> body(asked, record, record.latest()));
    }
    var versions = new ArrayList<Listed>();
    for (FunctionRecord record : seen(asked)) {
      versions.add(new Listed(record, record.latest(), 0));
      record
          .versions()
          .forEach(
              each -> versions.add(new Listed(record, each, Integer.parseInt(each.version()))));
    }
    return Page.of(
        asked,
        "Functions",
        versions,
        Listed::key,
        each -> body(asked, each.record, each.version, true));
  }

  private record Listed(FunctionRecord record, VersionRecord version, int number) {
    String key() {
      return "%s:%09d".formatted(record.name(), number);
    }
  }

  private Answer show(Asked asked) {
    FunctionRecord record = functions.get(asked.function().name());
    VersionRecord version = record.version(asked.qualifierOrLatest());
    var body = new LinkedHashMap<String, Object>();
    body.put("Configuration", body(asked, record, version, asked.qualifier().isPresent()));
    body.put("Code", code(version));
    body.put("Tags", record.tags());
    record
        .reserved()
        .ifPresent(calls -> body.put("Concurrency", Map.of("ReservedConcurrentExecutions", calls)));
    return Answer.ok(body);
  }

  /** Where AWS says to download a package from, this node says no more than where it is kept. */
  private static Map<String, Object> code(VersionRecord version) {
    return version
        .configuration()
        .image()
        .map(image -> Map.<String, Object>of("RepositoryType", "ECR", "ImageUri", image))
        .orElseGet(() -> Map.of("RepositoryType", "Hearth"));
  }

  private Answer configuration(Asked asked) {
    FunctionRecord record = functions.get(asked.function().name());
    return Answer.ok(
        body(
            asked,
            record,
            record.version(asked.qualifierOrLatest()),
            asked.qualifier().isPresent()));
  }

  private CompletionStage<Answer> configure(Asked asked) {
    Fields fields = asked.body();
    String name = asked.function().name();
    deadLetter(fields).ifPresent(asked::requireTarget);
    Map<String, String> tags = functions.get(name).tags();
    CompletionStage<FunctionRecord> changed =
        functions.updateConfiguration(
            name,
            before -> {
              FunctionConfiguration after = ConfigurationReader.changed(fields, before, tags);
              OperatorsOnly.require(asked.exchange().caller(), before);
              OperatorsOnly.require(asked.exchange().caller(), after);
              return after;
            },
            fields.nonEmpty("RevisionId"));
    if (fields.has("DeadLetterConfig")) {
      changed =
          changed.thenCompose(
              _ ->
                  functions.change(
                      name,
                      record ->
                          record.withEvents(
                              FunctionVersion.LATEST,
                              Optional.of(
                                  withDeadLetter(
                                      record
                                          .events()
                                          .getOrDefault(
                                              FunctionVersion.LATEST, EventConfiguration.DEFAULTS),
                                      deadLetter(fields))))));
    }
    return changed.thenApply(record -> Answer.ok(body(asked, record, record.latest())));
  }

  private CompletionStage<Answer> replaceCode(Asked asked) {
    Fields fields = asked.body();
    FunctionRecord record = functions.get(asked.function().name());
    if (fields.filled("ImageUri")) {
      throw fields.wrong("ImageUri", "left out: make another function of another image");
    }
    OperatorsOnly.require(asked.exchange().caller(), record.latest().configuration());
    CodePackage code =
        ConfigurationReader.code(fields)
            .orElseThrow(() -> fields.wrong("ZipFile", "given: a zip in base64"));
    if (record.latest().configuration().image().isPresent()) {
      throw new FunctionException(
          Code.INVALID_PARAMETER_VALUE, record.name() + " is a container image and takes no zip");
    }
    if (fields.flag("DryRun")) {
      return functions.check(code).thenApply(_ -> Answer.ok(body(asked, record, record.latest())));
    }
    boolean publish = fields.flag("Publish");
    return functions
        .updateCode(record.name(), code, fields.nonEmpty("RevisionId"), publish)
        .thenApply(
            now -> Answer.ok(body(asked, now, publish ? now.versions().getLast() : now.latest())));
  }

  private CompletionStage<Answer> delete(Asked asked) {
    String name = asked.function().name();
    Optional<String> qualifier = asked.qualifier();
    return qualifier.isEmpty()
        ? functions.delete(name).thenApply(_ -> Answer.nothing())
        : functions
            .change(name, record -> record.withoutVersion(qualifier.get()))
            .thenApply(_ -> Answer.nothing());
  }
}
