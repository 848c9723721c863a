package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.CodeLimits;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.Functions;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Router;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The account, which is the node; and resource policies, which are kept and shown but decide
 * nothing: whoever has one of the node's credentials may call everything.
 */
final class AccountApi {
  private static final String POLICY = FunctionsApi.ONE + "/policy";
  private static final Pattern STATEMENT = Pattern.compile("[a-zA-Z0-9-_]{1,100}");

  private final Functions functions;
  private final CodeLimits limits;
  private final int concurrency;

  /**
   * An account.
   *
   * @param concurrency calls that may run at once, of all functions
   */
  AccountApi(Functions functions, CodeLimits limits, int concurrency) {
    this.functions = functions;
    this.limits = limits;
    this.concurrency = concurrency;
  }

  void addTo(Router router, Door door) {
    router
        .route("GET", "/2016-08-19/account-settings", door.now(_ -> account()))
        .route("GET", POLICY, door.now(this::policy))
        .route("POST", POLICY, door.later(this::allow))
        .route("DELETE", POLICY + "/{statement}", door.later(this::disallow))
        .route("GET", "/2018-10-31/layers", door.now(_ -> Answer.ok(Map.of("Layers", List.of()))))
        .route(
            "GET",
            "/2020-06-30/functions/{function}/code-signing-config",
            door.now(asked -> Answer.ok(Map.of("FunctionName", functions.get(name(asked)).name()))))
        .route(
            "GET",
            "/2021-07-20/functions/{function}/runtime-management-config",
            door.now(
                asked ->
                    Answer.ok(
                        Map.of(
                            "UpdateRuntimeOn",
                            "Auto",
                            "FunctionArn",
                            FunctionName.arn(functions.get(name(asked)).name())))))
        .route(
            "GET",
            "/2024-08-31/functions/{function}/recursion-config",
            door.now(
                asked -> {
                  functions.get(name(asked));
                  return Answer.ok(Map.of("RecursiveLoop", "Allow"));
                }));
  }

  private static String name(Asked asked) {
    return asked.function().name();
  }

  private Answer account() {
    int reserved = functions.list().stream().mapToInt(each -> each.reserved().orElse(0)).sum();
    return Answer.ok(
        Map.of(
            "AccountLimit",
            Map.of(
                "TotalCodeSize", limits.totalBytes(),
                "CodeSizeUnzipped", limits.contentBytes(),
                "CodeSizeZipped", limits.packageBytes(),
                "ConcurrentExecutions", concurrency,
                "UnreservedConcurrentExecutions", Math.max(0, concurrency - reserved)),
            "AccountUsage",
            Map.of(
                "TotalCodeSize", functions.codeBytes(),
                "FunctionCount", functions.list().size())));
  }

  private Answer policy(Asked asked) {
    FunctionRecord record = functions.get(name(asked));
    if (record.statements().isEmpty()) {
      throw new FunctionException(
          Code.RESOURCE_NOT_FOUND, "The resource you requested does not exist.");
    }
    List<JsonNode> statements =
        record.statements().values().stream().map(AccountApi::json).toList();
    var policy = new LinkedHashMap<String, Object>();
    policy.put("Version", "2012-10-17");
    policy.put("Id", "default");
    policy.put("Statement", statements);
    return Answer.ok(
        Map.of("Policy", Json.of(policy).toString(), "RevisionId", record.latest().revision()));
  }

  private static JsonNode json(String statement) {
    return Json.tree(statement.getBytes(UTF_8));
  }

  private CompletionStage<Answer> allow(Asked asked) {
    Fields fields = asked.body();
    String id = fields.required("StatementId");
    if (!STATEMENT.matcher(id).matches()) {
      throw fields.wrong("StatementId", "1 to 100 letters, digits, dashes and underscores");
    }
    var statement = new LinkedHashMap<String, Object>();
    statement.put("Sid", id);
    statement.put("Effect", "Allow");
    statement.put("Principal", fields.required("Principal"));
    statement.put("Action", fields.required("Action"));
    statement.put(
        "Resource",
        asked
            .qualifier()
            .map(qualifier -> FunctionName.arn(name(asked), qualifier))
            .orElse(FunctionName.arn(name(asked))));
    String text = Json.of(statement).toString();
    return functions
        .change(
            name(asked),
            record -> {
              if (record.statements().containsKey(id)) {
                throw new FunctionException(
                    Code.RESOURCE_CONFLICT,
                    "The statement id (%s) provided already exists.".formatted(id));
              }
              return record.withStatement(id, Optional.of(text));
            })
        .thenApply(_ -> Answer.created(Map.of("Statement", text)));
  }

  private CompletionStage<Answer> disallow(Asked asked) {
    String id = asked.exchange().parameter("statement");
    return functions
        .change(
            name(asked),
            record -> {
              if (!record.statements().containsKey(id)) {
                throw new FunctionException(
                    Code.RESOURCE_NOT_FOUND, "Statement %s is not found.".formatted(id));
              }
              return record.withStatement(id, Optional.empty());
            })
        .thenApply(_ -> Answer.nothing());
  }
}
