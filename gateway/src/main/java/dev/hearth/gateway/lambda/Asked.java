package dev.hearth.gateway.lambda;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.security.Kind;
import java.util.List;
import java.util.Optional;

/** A call of the API, read. */
record Asked(Exchange exchange, Fields body) {
  private static final int MAX_ITEMS = 10_000;

  /** The function its path names. */
  FunctionName function() {
    return FunctionName.parse(exchange.parameter("function"));
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(exchange.request().getParam(name)).filter(text -> !text.isEmpty());
  }

  List<String> queries(String name) {
    return exchange.request().params().getAll(name);
  }

  /** The version or alias that the path or the query names. */
  Optional<String> qualifier() {
    return function().qualifiedBy(query("Qualifier"));
  }

  String qualifierOrLatest() {
    return qualifier().orElse(FunctionVersion.LATEST);
  }

  String requiredQualifier() {
    return qualifier()
        .orElseThrow(
            () ->
                new FunctionException(
                    Code.INVALID_PARAMETER_VALUE, "a Qualifier is needed: a version or an alias"));
  }

  /** Goes on only if the caller may send to a queue or function, by its ARN. */
  void requireTarget(String arn) {
    String name = arn.substring(arn.lastIndexOf(':') + 1);
    if (arn.startsWith("queue:") || arn.contains(":sqs:")) {
      exchange.require(Kind.QUEUE, name);
    } else {
      exchange.require(
          Kind.FUNCTION, arn.startsWith("arn:") ? arn : arn.substring(arn.indexOf(':') + 1));
    }
  }

  int maxItems(int usual) {
    Optional<String> text = query("MaxItems");
    try {
      int items = text.map(Integer::parseInt).orElse(usual);
      if (items >= 1 && items <= MAX_ITEMS) {
        return Math.min(items, usual);
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new FunctionException(
        Code.INVALID_PARAMETER_VALUE,
        "MaxItems must be a whole number from 1 to %d, not '%s'"
            .formatted(MAX_ITEMS, text.orElse("")));
  }
}
