package dev.hearth.gateway.lambda;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.FunctionUrl;
import dev.hearth.functions.FunctionUrl.Cors;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Functions;
import dev.hearth.gateway.Router;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Addresses of functions: made, shown, changed and taken back. */
final class UrlsApi {
  private static final String ONE = "/2021-10-31/functions/{function}/url";
  private static final String ALL = "/2021-10-31/functions/{function}/urls";
  private static final int MAX_AGE = 86_400;

  private final Functions functions;
  private final Supplier<String> ids;
  private final LongSupplier millis;

  /**
   * Addresses.
   *
   * @param ids names for new ones, of letters and digits
   * @param millis the time, in milliseconds since 1970
   */
  UrlsApi(Functions functions, Supplier<String> ids, LongSupplier millis) {
    this.functions = functions;
    this.ids = ids;
    this.millis = millis;
  }

  void addTo(Router router, Door door) {
    router
        .route("POST", ONE, door.later(this::create))
        .route("GET", ONE, door.now(this::show))
        .route("PUT", ONE, door.later(this::update))
        .route("DELETE", ONE, door.later(this::delete))
        .route("GET", ALL, door.now(this::list));
  }

  private CompletionStage<Answer> create(Asked asked) {
    Fields fields = asked.body();
    String qualifier = qualifier(asked);
    long now = millis.getAsLong();
    var url =
        new FunctionUrl(
            ids.get(),
            signed(fields, Optional.empty()),
            streaming(fields, false),
            cors(fields),
            now,
            now);
    return functions
        .change(
            asked.function().name(),
            record -> {
              if (record.urls().containsKey(qualifier)) {
                throw new FunctionException(
                    Code.RESOURCE_CONFLICT,
                    "%s has a function URL already".formatted(name(record, qualifier)));
              }
              return record.withUrl(qualifier, Optional.of(url));
            })
        .thenApply(record -> Answer.created(body(asked, record, qualifier, url)));
  }

  private static String name(FunctionRecord record, String qualifier) {
    return FunctionName.arn(record.name(), qualifier);
  }

  private static String qualifier(Asked asked) {
    String qualifier = asked.qualifierOrLatest();
    if (Character.isDigit(qualifier.charAt(0)) && qualifier.chars().allMatch(Character::isDigit)) {
      throw new FunctionException(
          Code.INVALID_PARAMETER_VALUE,
          "a function URL is of the newest code or of an alias, not of version " + qualifier);
    }
    return qualifier;
  }

  private static boolean signed(Fields fields, Optional<Boolean> before) {
    Optional<String> type = fields.text("AuthType");
    if (type.isEmpty() && before.isPresent()) {
      return before.get();
    }
    return switch (type.orElse("")) {
      case "NONE" -> false;
      case "AWS_IAM" -> true;
      default -> throw fields.wrong("AuthType", "NONE or AWS_IAM");
    };
  }

  private static boolean streaming(Fields fields, boolean before) {
    return switch (fields.text("InvokeMode").orElse(before ? "RESPONSE_STREAM" : "BUFFERED")) {
      case "BUFFERED" -> false;
      case "RESPONSE_STREAM" -> true;
      default -> throw fields.wrong("InvokeMode", "BUFFERED or RESPONSE_STREAM");
    };
  }

  private static Optional<Cors> cors(Fields fields) {
    return fields
        .object("Cors")
        .map(
            cors ->
                new Cors(
                    cors.flag("AllowCredentials"),
                    cors.list("AllowHeaders"),
                    cors.list("AllowMethods"),
                    cors.list("AllowOrigins"),
                    cors.list("ExposeHeaders"),
                    cors.number("MaxAge", 0, MAX_AGE).orElse(0)));
  }

  private static FunctionUrl find(FunctionRecord record, String qualifier) {
    FunctionUrl url = record.urls().get(qualifier);
    if (url == null) {
      throw new FunctionException(
          Code.RESOURCE_NOT_FOUND, "%s has no function URL".formatted(name(record, qualifier)));
    }
    return url;
  }

  private Answer show(Asked asked) {
    FunctionRecord record = functions.get(asked.function().name());
    String qualifier = qualifier(asked);
    return Answer.ok(body(asked, record, qualifier, find(record, qualifier)));
  }

  private CompletionStage<Answer> update(Asked asked) {
    Fields fields = asked.body();
    String qualifier = qualifier(asked);
    return functions
        .change(
            asked.function().name(),
            record -> {
              FunctionUrl before = find(record, qualifier);
              var url =
                  new FunctionUrl(
                      before.id(),
                      signed(fields, Optional.of(before.signed())),
                      streaming(fields, before.streaming()),
                      fields.has("Cors") ? cors(fields) : before.cors(),
                      before.createdMillis(),
                      millis.getAsLong());
              return record.withUrl(qualifier, Optional.of(url));
            })
        .thenApply(record -> Answer.ok(body(asked, record, qualifier, find(record, qualifier))));
  }

  private CompletionStage<Answer> delete(Asked asked) {
    String qualifier = qualifier(asked);
    return functions
        .change(
            asked.function().name(),
            record -> {
              find(record, qualifier);
              return record.withUrl(qualifier, Optional.empty());
            })
        .thenApply(_ -> Answer.nothing());
  }

  private Answer list(Asked asked) {
    FunctionRecord record = functions.get(asked.function().name());
    return Page.of(
        asked,
        "FunctionUrlConfigs",
        List.copyOf(record.urls().keySet()),
        qualifier -> qualifier,
        qualifier -> body(asked, record, qualifier, find(record, qualifier)));
  }

  private static Map<String, Object> body(
      Asked asked, FunctionRecord record, String qualifier, FunctionUrl url) {
    String host = String.valueOf(asked.exchange().request().authority());
    boolean latest = FunctionVersion.LATEST.equals(qualifier);
    var body = new LinkedHashMap<String, Object>();
    body.put(
        "FunctionUrl",
        "http://%s%s%s%s/"
            .formatted(host, FunctionUrlApi.PREFIX, record.name(), latest ? "" : ":" + qualifier));
    body.put("FunctionArn", latest ? FunctionName.arn(record.name()) : name(record, qualifier));
    body.put("AuthType", url.signed() ? "AWS_IAM" : "NONE");
    body.put("InvokeMode", url.streaming() ? "RESPONSE_STREAM" : "BUFFERED");
    body.put("CreationTime", ConfigurationWriter.time(url.createdMillis()));
    body.put("LastModifiedTime", ConfigurationWriter.time(url.modifiedMillis()));
    url.cors().ifPresent(cors -> body.put("Cors", body(cors)));
    return body;
  }

  private static Map<String, Object> body(Cors cors) {
    var body = new LinkedHashMap<String, Object>();
    body.put("AllowCredentials", cors.credentials());
    body.put("AllowHeaders", cors.headers());
    body.put("AllowMethods", cors.methods());
    body.put("AllowOrigins", cors.origins());
    body.put("ExposeHeaders", cors.exposed());
    body.put("MaxAge", cors.maxAgeSeconds());
    return body;
  }
}
