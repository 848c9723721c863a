package dev.hearth.node.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Finds out who sent a request, by what it shows in {@code Authorization: Bearer}. */
final class Callers {
  static final int MAX_REMEMBERED = 4_096;

  /** Tokens that are checked at once, or wait for it: an issuer may be slow to tell its keys. */
  static final int MAX_CHECKS = 256;

  private static final long SOON_NANOS = 1_000_000_000L;
  private static final long REMEMBERED_MILLIS = 60_000;
  private static final String BEARER = "Bearer ";
  private static final Future<Caller> NOBODY = Future.succeededFuture(Caller.NOBODY);
  private static final Future<Caller> ANONYMOUS = Future.succeededFuture(Caller.ANONYMOUS);

  private final ApiKeys keys;
  private final Optional<Tokens> tokens;
  private final boolean anonymous;
  private final LongSupplier millis;
  private final Function<Callable<Tokens.Known>, Future<Tokens.Known>> offLoop;
  private int checks;

  /** Tokens that were good lately, by their digest; the longest unused is forgotten first. */
  private final Map<String, Tokens.Known> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tokens.Known> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /**
   * Callers.
   *
   * @param anonymous whether everybody is let in while there is no key and no issuer
   * @param offLoop does what is slow: a signature is checked there
   */
  Callers(
      ApiKeys keys,
      Optional<Tokens> tokens,
      boolean anonymous,
      LongSupplier millis,
      Function<Callable<Tokens.Known>, Future<Tokens.Known>> offLoop) {
    this.keys = keys;
    this.tokens = tokens;
    this.anonymous = anonymous;
    this.millis = millis;
    this.offLoop = offLoop;
  }

  /** Whether everybody is let in now. */
  boolean anonymous() {
    return anonymous && tokens.isEmpty() && keys.isEmpty();
  }

  /**
   * Who sent a request; {@link Caller#NOBODY} if it shows nothing. Fails with a {@link Problem} if
   * it shows what is not good.
   */
  Future<Caller> of(HttpServerRequest request) {
    if (anonymous()) {
      return ANONYMOUS;
    }
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return NOBODY;
    }
    String shown = authorization.substring(BEARER.length()).strip();
    if (shown.startsWith(ApiKeys.PREFIX)) {
      return keys.find(shown)
          .map(Future::succeededFuture)
          .orElseGet(
              () -> denied("the key is not known here: it was mistyped, revoked or expired"));
    }
    return tokens
        .map(check -> token(check, shown))
        .orElseGet(() -> denied("what is shown is no key of this node; one begins with hk_"));
  }

  private static <T> Future<T> denied(String why) {
    return Future.failedFuture(Problem.of(401, why));
  }

  private Future<Caller> token(Tokens check, String token) {
    String digest = digest(token);
    Tokens.Known known = remembered.get(digest);
    long now = millis.getAsLong();
    if (known != null && now < known.untilMillis()) {
      return Future.succeededFuture(known.caller());
    }
    if (checks == MAX_CHECKS) {
      return Future.failedFuture(
          Problem.passing(
              503, "%d bearer tokens are being checked; try again".formatted(checks), SOON_NANOS));
    }
    checks++;
    return offLoop
        .apply(() -> check.verify(token))
        .onComplete(_ -> checks--)
        .map(
            found -> {
              long until = Math.min(found.untilMillis(), now + REMEMBERED_MILLIS);
              remembered.put(digest, new Tokens.Known(found.caller(), until));
              return found.caller();
            });
  }

  private static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
