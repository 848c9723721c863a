package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks who signed a request, by AWS's Signature Version 4 in the {@code Authorization} header: an
 * HMAC-SHA256 chain over date, region and service, whose last key signs a digest of the canonical
 * request. Signatures are compared in constant time, and are good for 15 minutes either way. A
 * session token is ignored. Addresses that carry a signature in their query are not taken. Owned by
 * the event loop.
 */
public final class Signatures {
  private static final long MAX_SKEW_MILLIS = 15 * 60_000;
  private static final int MAX_KEYS = 64;
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final String CONTENT_HASH = "x-amz-content-sha256";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          ALGORITHM
              + " Credential=([^/\\s,]{1,128})/(\\d{8})/([a-z0-9-]{1,64})/([a-z0-9-]{1,64})"
              + "/aws4_request,\\s*SignedHeaders=([a-z0-9;_.-]{1,2048}),"
              + "\\s*Signature=([0-9a-f]{64})");

  private final Map<String, String> secrets;
  private final String service;
  private final LongSupplier millis;

  /** Keys of a day, region and service, by all that they depend on. */
  private final Map<String, byte[]> keys =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /**
   * A check.
   *
   * @param secrets by access key
   * @param service what must have been signed for: {@code lambda}
   * @param millis the time, in milliseconds since 1970
   */
  public Signatures(Map<String, String> secrets, String service, LongSupplier millis) {
    this.secrets = Map.copyOf(secrets);
    this.service = service;
    this.millis = millis;
  }

  /**
   * Goes on only if whoever signed a request is known, as can be told before its body is read.
   *
   * @throws Denied if it is not signed, or with an access key that is not known
   */
  void requireKnown(SignedRequest request) {
    Matcher _ = parts(request);
  }

  /**
   * Who signed a request.
   *
   * @return the access key
   * @throws Denied if nobody did whose secret is known, or too long ago
   */
  String signer(SignedRequest request, byte[] body) {
    Matcher parts = parts(request);
    String date = date(request, parts.group(2));
    if (!parts.group(4).equals(service)) {
      throw invalid("it is for the service '%s', not '%s'".formatted(parts.group(4), service));
    }
    byte[] given = HexFormat.of().parseHex(parts.group(6));
    byte[] expected = signature(request, parts, date, payloadHash(request, body));
    if (!MessageDigest.isEqual(given, expected)) {
      throw invalid("it does not fit the request; check the secret key and what changed underway");
    }
    return parts.group(1);
  }

  /** The parts of the header, whose access key is known. */
  private Matcher parts(SignedRequest request) {
    String authorization = request.header("authorization");
    if (authorization == null || !authorization.startsWith(ALGORITHM)) {
      throw new Denied(
          "MissingAuthenticationTokenException",
          "the request is not signed; this node takes requests signed with one of its credentials");
    }
    Matcher parts = AUTHORIZATION.matcher(authorization);
    if (!parts.matches()) {
      throw new Denied(
          "IncompleteSignatureException",
          "the Authorization header is not of the form '%s Credential=..., SignedHeaders=...,"
                  .formatted(ALGORITHM)
              + " Signature=...'");
    }
    if (!secrets.containsKey(parts.group(1))) {
      throw new Denied(
          "UnrecognizedClientException", "the access key of the request is not known here");
    }
    return parts;
  }

  private static Denied invalid(String why) {
    return new Denied("InvalidSignatureException", "the request's signature is wrong: " + why);
  }

  private String date(SignedRequest request, String day) {
    String date = request.header("x-amz-date");
    try {
      if (date != null) {
        long signed = Instant.from(DATE.parse(date)).toEpochMilli();
        if (Math.abs(millis.getAsLong() - signed) > MAX_SKEW_MILLIS) {
          throw invalid(
              "it is of %s, more than 15 minutes from the time here, %s"
                  .formatted(date, DATE.format(Instant.ofEpochMilli(millis.getAsLong()))));
        }
        if (date.startsWith(day)) {
          return date;
        }
      }
    } catch (DateTimeException _) {
      // told below
    }
    throw invalid("the X-Amz-Date header must be a time such as 20261122T100000Z of its own day");
  }

  private static String payloadHash(SignedRequest request, byte[] body) {
    String claimed = request.header(CONTENT_HASH);
    String actual = HexFormat.of().formatHex(sha256(body));
    if (claimed == null || claimed.equals(actual)) {
      return actual;
    }
    if (claimed.equals(UNSIGNED)) {
      throw invalid("its body is not signed; sign it, for this connection is not encrypted");
    }
    throw invalid("its body is not that which was signed");
  }

  private byte[] signature(SignedRequest request, Matcher parts, String date, String payloadHash) {
    String scope =
        "%s/%s/%s/aws4_request".formatted(parts.group(2), parts.group(3), parts.group(4));
    String canonical = request.canonical(parts.group(5), payloadHash);
    String toSign =
        String.join(
            "\n",
            ALGORITHM,
            date,
            scope,
            HexFormat.of().formatHex(sha256(canonical.getBytes(UTF_8))));
    return hmac(key(parts), toSign);
  }

  private byte[] key(Matcher parts) {
    String access = parts.group(1);
    String name = String.join("/", access, parts.group(2), parts.group(3));
    byte[] known = keys.get(name);
    if (known != null) {
      return known;
    }
    String secret = secrets.getOrDefault(access, "");
    byte[] day = hmac(("AWS4" + secret).getBytes(UTF_8), parts.group(2));
    byte[] key = hmac(hmac(hmac(day, parts.group(3)), parts.group(4)), "aws4_request");
    keys.put(name, key);
    return key;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }

  /** Names nobody. */
  @Override
  public String toString() {
    return "signatures of %d keys".formatted(secrets.size());
  }
}
