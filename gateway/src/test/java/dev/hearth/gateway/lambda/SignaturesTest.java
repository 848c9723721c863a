package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples are those of AWS's published test suite for Signature Version 4. */
class SignaturesTest {
  private static final String KEY = "AKIDEXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String VANILLA =
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
  private static final String VANILLA_QUERY =
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500";
  private static final long THEN = Instant.parse("2015-08-30T12:36:00Z").toEpochMilli();

  private final Map<String, String> headers = new TreeMap<>();
  private long now = THEN;
  private final Signatures signatures = new Signatures(Map.of(KEY, SECRET), "service", () -> now);

  private String signer(String query, String key, String signature, String body) {
    headers.putIfAbsent("host", "example.amazonaws.com");
    headers.putIfAbsent("x-amz-date", "20150830T123600Z");
    headers.put(
        "authorization",
        ("AWS4-HMAC-SHA256 Credential=%s/20150830/us-east-1/service/aws4_request,"
                + " SignedHeaders=host;x-amz-date, Signature=%s")
            .formatted(key, signature));
    var request =
        new SignedRequest(
            "GET",
            "/",
            query,
            name -> headers.containsKey(name) ? List.of(headers.get(name)) : List.of());
    return signatures.signer(request, body.getBytes(UTF_8));
  }

  private void denied(String type, String why, String query, String key, String signature) {
    assertThatExceptionOfType(Denied.class)
        .isThrownBy(() -> signer(query, key, signature, ""))
        .withMessageContaining(why)
        .withMessageNotContaining(SECRET)
        .satisfies(denied -> assertThat(denied.type()).isEqualTo(type));
  }

  @Test
  void publishedExamplesAreTaken() {
    assertThat(signer("", KEY, VANILLA, "")).isEqualTo(KEY);
    assertThat(signer("Param2=value2&Param1=value1", KEY, VANILLA_QUERY, "")).isEqualTo(KEY);
  }

  @Test
  void whatWasChangedOnItsWayIsNot() {
    denied("InvalidSignatureException", "does not fit", "a=b", KEY, VANILLA);
    denied("InvalidSignatureException", "does not fit", "", KEY, VANILLA_QUERY);
    assertThatExceptionOfType(Denied.class)
        .isThrownBy(() -> signer("", KEY, VANILLA, "another body"));
    headers.put("x-amz-content-sha256", "0".repeat(64));
    denied("InvalidSignatureException", "body", "", KEY, VANILLA);
    headers.put("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    denied("InvalidSignatureException", "not signed", "", KEY, VANILLA);
  }

  @Test
  void unknownKeysAreNot() {
    denied("UnrecognizedClientException", "not known", "", "AKIDOTHER", VANILLA);
  }

  @Test
  void signaturesAreGoodForFifteenMinutes() {
    for (long minutes : new long[] {-15, 15}) {
      now = THEN + minutes * 60_000;
      assertThat(signer("", KEY, VANILLA, "")).isEqualTo(KEY);
    }
    for (long minutes : new long[] {-16, 16}) {
      now = THEN + minutes * 60_000;
      denied("InvalidSignatureException", "15 minutes", "", KEY, VANILLA);
    }
  }

  @Test
  void requestsWithoutASignatureAreToldSo() {
    var request = new SignedRequest("GET", "/", "", _ -> List.of());
    assertThatExceptionOfType(Denied.class)
        .isThrownBy(() -> signatures.signer(request, new byte[0]))
        .satisfies(
            denied -> assertThat(denied.type()).isEqualTo("MissingAuthenticationTokenException"));
    assertThat(signatures.toString()).doesNotContain(SECRET).doesNotContain(KEY);
  }

  @Test
  void pathsAreEncodedOnceMore() {
    var request =
        new SignedRequest(
            "GET", "/a//./b%3Ac/../d%3Ae/", "x=%20&b=*", _ -> List.of(" two  spaces "));
    assertThat(request.canonical("host", "HASH"))
        .isEqualTo("GET\n/a/d%253Ae/\nb=%2A&x=%20\nhost:two spaces\n\nhost\nHASH");
  }
}
