package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionHeadersTest {
  private final Talk talk = new Talk();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "content-length",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Service-Worker-Allowed",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "UPGRADE",
        "",
        ":status",
        "a b",
        "a\r\nb"
      })
  void whatIsNotTheFunctionsIsLeftOut(String name) {
    FunctionHeaders.put(talk.request().response(), name, "1");
    assertThat(talk.told().names()).isEmpty();
  }

  @Test
  void aValueStaysInItsLine() {
    FunctionHeaders.put(talk.request().response(), "X-Mine", "\na\r\nSet-Cookie: b\0\tc\u007f");
    assertThat(talk.told().get("X-Mine")).isEqualTo("a  Set-Cookie: b \tc");
  }

  @Test
  void browsersGuessNoTypes() {
    FunctionHeaders.guard(talk.exchange());
    assertThat(talk.told().get("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void noAnswerIsAServiceWorker() {
    Exchange exchange = talk.with("Service-Worker", "script").exchange();
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> FunctionHeaders.guard(exchange))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(403))
        .withMessageContaining("service worker");
  }
}
