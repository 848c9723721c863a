package dev.hearth.gateway.lambda;

import dev.hearth.functions.Alias;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.Functions;
import dev.hearth.functions.VersionRecord;
import dev.hearth.gateway.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Versions are published and listed, aliases made and moved. */
final class VersionsApi {
  private static final String VERSIONS = FunctionsApi.ONE + "/versions";
  private static final String ALIASES = FunctionsApi.ONE + "/aliases";
  private static final String ALIAS = ALIASES + "/{alias}";
  private static final Pattern NAME = Pattern.compile("(?!\\d+$)[a-zA-Z0-9-_]{1,128}");
  private static final int MOST_WEIGHTS = 1;

  private final Functions functions;

  VersionsApi(Functions functions) {
    this.functions = functions;
  }

  void addTo(Router router, Door door) {
    router
        .route("POST", VERSIONS, door.later(this::publish))
        .route("GET", VERSIONS, door.now(this::versions))
        .route("POST", ALIASES, door.later(this::create))
        .route("GET", ALIASES, door.now(this::aliases))
        .route("GET", ALIAS, door.now(this::alias))
        .route("PUT", ALIAS, door.later(this::update))
        .route("DELETE", ALIAS, door.later(this::delete));
  }

  private CompletionStage<Answer> publish(Asked asked) {
    Fields fields = asked.body();
    String name = asked.function().name();
    return functions
        .publish(
            name,
            fields.nonEmpty("CodeSha256").map(text -> hex(fields, text)),
            fields.nonEmpty("RevisionId"),
            fields.nonEmpty("Description"))
        .thenApply(version -> Answer.created(body(asked, functions.get(name), version)));
  }

  private static String hex(Fields fields, String base64) {
    try {
      return ConfigurationWriter.hex(base64);
    } catch (IllegalArgumentException _) {
      throw fields.wrong("CodeSha256", "a SHA-256 in base64");
    }
  }

  private Map<String, Object> body(Asked asked, FunctionRecord record, VersionRecord version) {
    return ConfigurationWriter.configuration(
        record,
        version,
        true,
        functions.failure(record.name(), version.version()),
        asked.exchange().caller());
  }

  private Answer versions(Asked asked) {
    FunctionRecord record = functions.get(asked.function().name());
    var all = new ArrayList<VersionRecord>();
    all.add(record.latest());
    all.addAll(record.versions());
    return Page.of(asked, "Versions", all, VersionsApi::key, each -> body(asked, record, each));
  }

  private static String key(VersionRecord version) {
    boolean number = Character.isDigit(version.version().charAt(0));
    return "%09d".formatted(number ? Integer.parseInt(version.version()) : 0);
  }

  private CompletionStage<Answer> create(Asked asked) {
    Fields fields = asked.body();
    String function = asked.function().name();
    String name = fields.required("Name");
    if (!NAME.matcher(name).matches()) {
      throw fields.wrong("Name", "letters, digits, dashes and underscores, and not only digits");
    }
    Alias alias =
        Alias.of(
            name,
            fields.required("FunctionVersion"),
            weights(fields),
            fields.text("Description").orElse(""),
            functions.newRevision());
    return functions
        .change(
            function,
            record -> {
              if (record.aliases().containsKey(name)) {
                throw new FunctionException(
                    Code.RESOURCE_CONFLICT,
                    "Alias already exists: " + FunctionName.arn(function, name));
              }
              return record.withAlias(alias);
            })
        .thenApply(_ -> Answer.created(ConfigurationWriter.alias(function, alias)));
  }

  private static Map<String, Double> weights(Fields fields) {
    Map<String, Double> weights = fields.below("RoutingConfig").weights("AdditionalVersionWeights");
    if (weights.size() > MOST_WEIGHTS) {
      throw fields.wrong("RoutingConfig", "the weight of one version at most");
    }
    return weights;
  }

  private Answer aliases(Asked asked) {
    FunctionRecord record = functions.get(asked.function().name());
    Optional<String> version = asked.query("FunctionVersion");
    List<Alias> all =
        record.aliases().values().stream()
            .filter(alias -> version.isEmpty() || alias.version().equals(version.get()))
            .toList();
    return Page.of(
        asked,
        "Aliases",
        all,
        Alias::name,
        alias -> ConfigurationWriter.alias(record.name(), alias));
  }

  private static Alias find(FunctionRecord record, String name) {
    return Optional.ofNullable(record.aliases().get(name))
        .orElseThrow(
            () ->
                new FunctionException(
                    Code.RESOURCE_NOT_FOUND,
                    "Cannot find alias arn: " + FunctionName.arn(record.name(), name)));
  }

  private Answer alias(Asked asked) {
    FunctionRecord record = functions.get(asked.function().name());
    return Answer.ok(
        ConfigurationWriter.alias(
            record.name(), find(record, asked.exchange().parameter("alias"))));
  }

  private CompletionStage<Answer> update(Asked asked) {
    String function = asked.function().name();
    String name = asked.exchange().parameter("alias");
    return functions
        .change(function, record -> record.withAlias(updated(asked.body(), find(record, name))))
        .thenApply(record -> Answer.ok(ConfigurationWriter.alias(function, find(record, name))));
  }

  private Alias updated(Fields fields, Alias before) {
    fields
        .nonEmpty("RevisionId")
        .filter(revision -> !revision.equals(before.revision()))
        .ifPresent(
            revision -> {
              throw new FunctionException(
                  Code.PRECONDITION_FAILED,
                  "the alias was changed meanwhile: its RevisionId is %s, not %s; read it again"
                      .formatted(before.revision(), revision));
            });
    return Alias.of(
        before.name(),
        fields.nonEmpty("FunctionVersion").orElse(before.version()),
        fields.has("RoutingConfig") ? weights(fields) : before.weights(),
        fields.text("Description").orElse(before.description()),
        functions.newRevision());
  }

  private CompletionStage<Answer> delete(Asked asked) {
    String name = asked.exchange().parameter("alias");
    return functions
        .change(asked.function().name(), record -> record.withoutAlias(name))
        .thenApply(_ -> Answer.nothing());
  }
}
