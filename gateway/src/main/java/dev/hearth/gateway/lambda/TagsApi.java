package dev.hearth.gateway.lambda;

import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.Functions;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.OperatorsOnly;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Tags of functions; those that begin with {@code hearth:} change what they say, but not of what a
 * manifest deployed, for that says it itself.
 */
final class TagsApi {
  private static final String TAGS = "/2017-03-31/tags/{resource}";

  private final Functions functions;

  TagsApi(Functions functions) {
    this.functions = functions;
  }

  void addTo(Router router, Door door) {
    router
        .route("GET", TAGS, door.now(this::list))
        .route("POST", TAGS, door.later(this::tag))
        .route("DELETE", TAGS, door.later(this::untag));
  }

  private static String function(Asked asked) {
    return FunctionName.parse(asked.exchange().parameter("resource")).name();
  }

  private Answer list(Asked asked) {
    return Answer.ok(Map.of("Tags", functions.get(function(asked)).tags()));
  }

  private CompletionStage<Answer> tag(Asked asked) {
    Map<String, String> more = asked.body().texts("Tags");
    return change(
        asked,
        tags -> {
          var all = new TreeMap<>(tags);
          all.putAll(more);
          return all;
        });
  }

  private CompletionStage<Answer> untag(Asked asked) {
    List<String> keys = asked.queries("tagKeys");
    return change(
        asked,
        tags -> {
          var left = new TreeMap<>(tags);
          keys.forEach(left::remove);
          return left;
        });
  }

  private CompletionStage<Answer> change(Asked asked, UnaryOperator<Map<String, String>> change) {
    Map<String, String> before = functions.get(function(asked)).tags();
    return functions
        .retag(
            function(asked),
            change,
            (configuration, tags) ->
                configured(asked.exchange().caller(), configuration, before, tags))
        .thenApply(_ -> Answer.nothing());
  }

  private static FunctionConfiguration configured(
      Caller caller,
      FunctionConfiguration configuration,
      Map<String, String> before,
      Map<String, String> tags) {
    if (ours(before).equals(ours(tags))) {
      return configuration;
    }
    if (before.containsKey(FunctionRecord.FROM)) {
      throw new FunctionException(
          Code.INVALID_PARAMETER_VALUE,
          "this function was deployed by a manifest, which says what tags with '%s' would; change"
                  .formatted(Extensions.PREFIX)
              + " the manifest and deploy it again, or set other tags");
    }
    FunctionConfiguration after = Extensions.apply(configuration, tags);
    OperatorsOnly.require(caller, configuration);
    OperatorsOnly.require(caller, after);
    return after;
  }

  private static Map<String, String> ours(Map<String, String> tags) {
    var ours = new TreeMap<>(tags);
    ours.keySet().removeIf(key -> !key.startsWith(Extensions.PREFIX));
    return ours;
  }
}
