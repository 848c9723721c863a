package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Requests of AWS Lambda's interface made of any bytes. */
class LambdaFuzzTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final long THEN = Instant.parse("2015-08-30T12:36:00Z").toEpochMilli();

  /** A configuration in which nothing is changed is the same. */
  @FuzzTest
  void configuration(byte[] bytes) {
    try {
      Fields fields = Fields.read(bytes);
      FunctionConfiguration configuration = ConfigurationReader.whole(fields);
      assertThat(
              ConfigurationReader.changed(
                  Fields.read(new byte[0]), configuration, fields.texts("Tags")))
          .isEqualTo(configuration);
      var _ = ConfigurationReader.code(fields.below("Code"));
    } catch (FunctionException e) {
      assertThat(e.code()).isNotEqualTo(FunctionException.Code.SERVICE);
    }
  }

  /**
   * Lines of a request: method, path, query, headers, an empty line, and the body. Who is let in
   * with it is not with another body, and no denial tells the secret.
   */
  @FuzzTest
  void signatures(byte[] bytes) {
    List<String> lines = List.of(new String(bytes, ISO_8859_1).split("\n", -1));
    int end = lines.indexOf("");
    if (lines.size() < 4 || end < 3) {
      return;
    }
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line : lines.subList(3, end)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT),
            List.of(line.substring(colon + 1).strip()));
      }
    }
    var request =
        new SignedRequest(
            lines.get(0),
            lines.get(1),
            lines.get(2),
            name -> headers.getOrDefault(name, List.of()));
    var signatures = new Signatures(Map.of("AKIDEXAMPLE", SECRET), "service", () -> THEN);
    byte[] body = String.join("\n", lines.subList(end + 1, lines.size())).getBytes(ISO_8859_1);
    try {
      assertThat(signatures.signer(request, body)).isEqualTo("AKIDEXAMPLE");
    } catch (Denied denied) {
      assertThat(denied).hasMessageNotContaining(SECRET);
      return;
    }
    byte[] longer = Arrays.copyOf(body, body.length + 1);
    assertThatExceptionOfType(Denied.class).isThrownBy(() -> signatures.signer(request, longer));
  }
}
