package dev.hearth.node.security;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Role;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Makes, shows and takes back keys, and tells callers who they are. */
final class KeysApi {
  private static final List<String> FIELDS = List.of("name", "tenant", "roles", "days");
  private static final int MAX_NAME = 64;
  private static final int MAX_BODY = 4_096;
  private static final int MAX_DAYS = 3_650;

  private final ApiKeys keys;
  private final Ownership owners;
  private final Supplier<Boolean> anonymous;
  private final Bodies bodies;
  private final Background background;
  private final LongSupplier millis;

  /** Does what blocks. */
  @FunctionalInterface
  interface Background {
    <T> Future<T> apply(Callable<T> work);
  }

  KeysApi(
      ApiKeys keys,
      Ownership owners,
      Supplier<Boolean> anonymous,
      Bodies bodies,
      Background background,
      LongSupplier millis) {
    this.keys = keys;
    this.owners = owners;
    this.anonymous = anonymous;
    this.bodies = bodies;
    this.background = background;
    this.millis = millis;
  }

  void addTo(Router router) {
    router
        .route("GET", "/admin/v1/whoami", this::whoami)
        .route("GET", "/admin/v1/keys", this::list)
        .route("POST", "/admin/v1/keys", this::create)
        .route("DELETE", "/admin/v1/keys/{id}", this::revoke)
        .route("GET", "/admin/v1/owners", this::owners)
        .route("DELETE", "/admin/v1/owners/{kind}/{name}", this::release);
  }

  private static Map<String, Object> shown(Caller caller) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("name", caller.name());
    shown.put("tenant", caller.tenant());
    shown.put("roles", caller.roles().stream().sorted().map(Role::word).toList());
    return shown;
  }

  private static Map<String, Object> shown(StoredKey key) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("id", key.id());
    shown.putAll(shown(key.caller()));
    shown.put("createdAt", Instant.ofEpochMilli(key.createdAtMillis()).toString());
    key.expiresAtMillis()
        .ifPresent(at -> shown.put("expiresAt", Instant.ofEpochMilli(at).toString()));
    return shown;
  }

  private void whoami(Exchange exchange) {
    var shown = shown(exchange.caller());
    shown.put("anonymous", anonymous.get());
    exchange.json(200, Json.of(shown));
  }

  private void list(Exchange exchange) {
    exchange.json(200, Json.of(Map.of("keys", keys.all().stream().map(KeysApi::shown).toList())));
  }

  private record Wanted(Caller caller, OptionalLong expiresAt) {}

  private void create(Exchange exchange) {
    bodies
        .read(exchange, MAX_BODY)
        .map(this::wanted)
        .compose(wanted -> background.apply(() -> keys.make(wanted.caller, wanted.expiresAt)))
        .onSuccess(
            made -> {
              var shown = shown(made.key());
              shown.put("key", made.text());
              exchange.request().response().putHeader("Cache-Control", "no-store");
              exchange.json(201, Json.of(shown));
            })
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private Wanted wanted(byte[] body) {
    JsonNode fields = fields(body);
    String name = fields.path("name").asString("");
    if (name.isBlank()
        || name.length() > MAX_NAME
        || !name.chars().allMatch(c -> c > 31 && c < 127)) {
      throw Problem.badRequest("'name' must have 1 to " + MAX_NAME + " printable characters");
    }
    Set<Role> roles = roles(fields.path("roles"));
    if (anonymous.get() && !roles.contains(Role.ADMINISTER)) {
      throw Problem.badRequest(
          "the first key must have the role 'administer', for with it the node asks everybody for"
              + " one; make this one after it");
    }
    if (keys.all().size() >= ApiKeys.MAX_KEYS) {
      throw Problem.of(429, "there are " + ApiKeys.MAX_KEYS + " keys; revoke some first");
    }
    try {
      var caller = new Caller(name, fields.path("tenant").asString(Caller.DEFAULT_TENANT), roles);
      return new Wanted(caller, expiry(fields.path("days")));
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("'tenant': " + e.getMessage());
    }
  }

  private static JsonNode fields(byte[] body) {
    try {
      JsonNode fields = Json.tree(body);
      for (String name : fields.propertyNames()) {
        if (!FIELDS.contains(name)) {
          throw Problem.badRequest(
              "there is no field '%s'; there are %s".formatted(name, String.join(", ", FIELDS)));
        }
      }
      return fields;
    } catch (JacksonException e) {
      throw Problem.badRequest("the body is no JSON: " + e.getOriginalMessage());
    }
  }

  private static Set<Role> roles(JsonNode words) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (JsonNode word : words) {
      roles.add(
          Role.of(word.asString(""))
              .orElseThrow(
                  () ->
                      Problem.badRequest(
                          "there is no role '%s'; there are %s"
                              .formatted(
                                  word.asString(""),
                                  String.join(
                                      ", ",
                                      Arrays.stream(Role.values()).map(Role::word).toList())))));
    }
    if (roles.isEmpty()) {
      throw Problem.badRequest("'roles' must name at least one of invoke, deploy, administer");
    }
    return roles;
  }

  private OptionalLong expiry(JsonNode days) {
    if (days.isMissingNode()) {
      return OptionalLong.empty();
    }
    int count = days.asInt(0);
    if (count < 1 || count > MAX_DAYS) {
      throw Problem.badRequest("'days' must be a whole number from 1 to " + MAX_DAYS);
    }
    return OptionalLong.of(millis.getAsLong() + Duration.ofDays(count).toMillis());
  }

  private void revoke(Exchange exchange) {
    String id = exchange.parameter("id");
    background
        .apply(() -> keys.revoke(id))
        .onSuccess(
            known -> {
              if (known) {
                exchange.json(200, Json.of(Map.of("revoked", id)));
              } else {
                exchange.fail(Problem.notFound("there is no key '" + id + "'"));
              }
            })
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private void owners(Exchange exchange) {
    exchange.json(
        200,
        Json.of(
            Map.of(
                "owners",
                owners.all().stream()
                    .map(
                        each ->
                            Map.of(
                                "kind", each.kind().word(),
                                "name", each.name(),
                                "tenant", each.tenant()))
                    .toList())));
  }

  private void release(Exchange exchange) {
    Kind kind;
    try {
      kind = Kind.valueOf(exchange.parameter("kind").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      throw Problem.notFound("there is no kind '" + exchange.parameter("kind") + "' of things");
    }
    owners
        .release(kind, exchange.parameter("name"))
        .onSuccess(_ -> exchange.json(200, Json.of(Map.of("released", exchange.parameter("name")))))
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }
}
