package dev.hearth.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.gateway.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Time-outs and messages as they stand in headers and trailers. */
class GrpcTextTest {
  @ParameterizedTest
  @CsvSource({
    "1H,3600000000000",
    "2M,120000000000",
    "3S,3000000000",
    "300m,300000000",
    "5u,5000",
    "99999999n,99999999",
    "0n,0",
    "99999999H,9223372036854775807",
  })
  void timeoutsAreRead(String text, long nanos) {
    assertThat(GrpcTimeout.nanos(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S", "1", "1s", "-1S", "1.5S", "123456789S", "1 S"})
  void whatIsNoTimeoutIsRefused(String text) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> GrpcTimeout.nanos(text))
        .withMessageContaining("'" + text + "'");
  }

  @Test
  void messagesAreAscii() {
    assertThat(StatusMessage.encode("100% of '\u00fc'\n")).isEqualTo("100%25 of '%C3%BC'%0A");
  }

  @Test
  void longMessagesAreCutOffBetweenCharacters() {
    String encoded = StatusMessage.encode("x" + "\u706b".repeat(1_000));
    assertThat(encoded).hasSizeLessThan(4_200).startsWith("x%E7%81%AB%E7").endsWith("%81%AB ...");
    String plain = "x".repeat(1_000);
    assertThat(StatusMessage.encode(plain)).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource({
    "400,INVALID_ARGUMENT",
    "404,NOT_FOUND",
    "409,ABORTED",
    "413,RESOURCE_EXHAUSTED",
    "429,RESOURCE_EXHAUSTED",
    "499,CANCELLED",
    "500,INTERNAL",
    "501,UNIMPLEMENTED",
    "502,UNAVAILABLE",
    "503,FAILED_PRECONDITION",
    "504,DEADLINE_EXCEEDED",
  })
  void statusesFollowThoseOfHttp(int http, GrpcStatus status) {
    assertThat(GrpcStatus.of(Problem.of(http, "x"))).isEqualTo(status);
  }

  @Test
  void whatMayPassIsUnavailable() {
    assertThat(GrpcStatus.of(Problem.passing(503, "x", 1))).isEqualTo(GrpcStatus.UNAVAILABLE);
  }
}
