package dev.hearth.gateway;

import dev.hearth.functions.FunctionName;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Owners;
import dev.hearth.gateway.security.Role;
import dev.hearth.gateway.security.Rule;
import dev.hearth.gateway.security.Sight;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** One caller before one route: what is asked of it, and what it may know of. */
final class Visit {
  private final Rule rule;
  private final Owners owners;
  private final Map<String, String> parameters;
  private Caller caller;

  Visit(Rule rule, Owners owners, Map<String, String> parameters, Caller caller) {
    this.rule = rule;
    this.owners = owners;
    this.parameters = parameters;
    this.caller = caller;
  }

  /** Whether who calls is known only once the body is read, by its signature or the handler. */
  boolean laterBySignature(HttpServerRequest request) {
    return rule.form() == Rule.Form.HANDLER || (rule.form() == Rule.Form.SIGNED && signed(request));
  }

  private static boolean signed(HttpServerRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    return authorization != null && authorization.startsWith("AWS4-");
  }

  Caller caller() {
    return caller;
  }

  /**
   * Lets a caller in.
   *
   * @throws Problem with status 401 if it has shown no key, 403 if its roles do not suffice, 404 if
   *     what its path names is not its tenant's
   */
  void enter(Caller other) {
    caller = other;
    Role role = rule.role();
    if (role == null) {
      return;
    }
    if (!caller.may(role)) {
      throw refused(role);
    }
    Kind kind = rule.kind();
    if (kind != null && rule.form() != Rule.Form.CLAIM) {
      require(kind, parameters.getOrDefault(rule.parameter(), ""));
    }
  }

  private Problem refused(Role role) {
    if (caller.roles().isEmpty()) {
      return Problem.of(
          401,
          "this node asks for a key: send one as 'Authorization: Bearer KEY', or give it to"
              + " the command line with --key or HEARTH_KEY");
    }
    return Problem.of(
        403,
        "'%s' may not do this: it takes the role '%s', and the key has %s"
            .formatted(caller.name(), role.word(), caller.words()));
  }

  /** Counts the request in; what is returned counts it out. */
  Runnable begin() {
    return owners.begin(caller);
  }

  /** Makes the name in the path the caller's, where the route is one that deploys. */
  Future<Void> claim() {
    Kind kind = rule.kind();
    return kind == null || rule.form() != Rule.Form.CLAIM
        ? Future.succeededFuture()
        : claim(kind, parameters.getOrDefault(rule.parameter(), ""));
  }

  Future<Void> claim(Kind kind, String name) {
    String known = plain(kind, name);
    return owners
        .claim(caller, kind, known)
        .compose(
            mine ->
                mine
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        Problem.of(
                            409,
                            "the name '%s' is taken by another tenant's %s; choose another"
                                .formatted(known, kind.word()))));
  }

  String tenant(Kind kind, String name) {
    return owners.tenant(kind, name);
  }

  Sight sight() {
    return Sight.of(caller, owners);
  }

  boolean sees(Kind kind, String name) {
    return caller.operator() || owners.sees(caller, kind, name);
  }

  void require(Kind kind, String name) {
    if (!caller.operator() && !owners.sees(caller, kind, plain(kind, name))) {
      throw Problem.notFound("there is no %s '%s'".formatted(kind.word(), name));
    }
  }

  /** The paths of functions take a name with a qualifier, and ARNs. */
  private static String plain(Kind kind, String name) {
    return kind == Kind.FUNCTION ? FunctionName.parse(name).name() : name;
  }
}
