package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.InvokeEnd.Answered;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.gateway.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlReplyTest {
  private static final Metered METERED = new Metered(1, 0, 0, -1, "");
  private static final String SEPARATOR = "\0".repeat(8);

  private final Talk talk = new Talk();

  private void answered(String answer) {
    new UrlReply(talk.exchange(), false).ended(new Answered(answer.getBytes(UTF_8), METERED));
  }

  private void inParts(boolean streaming, String... parts) {
    var reply = new UrlReply(talk.exchange(), streaming);
    reply.streaming(UrlReply.INTEGRATION);
    for (String part : parts) {
      reply.part(part.getBytes(UTF_8));
    }
    reply.ended(new Answered(new byte[0], METERED));
  }

  @Test
  void howAnAnswerIsFramedIsNotTheFunctionsToSay() {
    answered(
        """
        {"statusCode": 201, "body": "hi", "headers": {"Content-Length": "1", "X-Mine": "yes",
         "Transfer-Encoding": "chunked", "Connection": "upgrade", "Upgrade": "h2c"}}
        """);
    assertThat(talk.status()).isEqualTo(201);
    assertThat(talk.body()).isEqualTo("hi");
    assertThat(talk.told().names()).containsExactlyInAnyOrder("content-type", "X-Mine");
  }

  @Test
  void linesInHeadersAreAnswered() {
    answered(
        """
        {"statusCode": 200, "headers": {"X-Mine": "a\\r\\nSet-Cookie: b", "no name": "c"},
         "cookies": ["d=e\\r\\nX-Other: f"]}
        """);
    assertThat(talk.status()).isEqualTo(200);
    assertThat(talk.told().get("X-Mine")).isEqualTo("a  Set-Cookie: b");
    assertThat(talk.told().getAll("Set-Cookie")).containsExactly("d=e  X-Other: f");
    assertThat(talk.told().contains("X-Other")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 100, 101, 199, 600})
  void aStatusThatIsNoneOfAnAnswerIsNotGiven(int status) {
    answered("{\"statusCode\": " + status + "}");
    assertThat(talk.status()).isEqualTo(502);
    assertThat(talk.body()).contains("its statusCode is " + status);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void partsFollowTheirHead(boolean streaming) {
    inParts(streaming, "{\"statusCode\": 201}" + SEPARATOR + "one", " two");
    assertThat(talk.status()).isEqualTo(201);
    assertThat(talk.body()).isEqualTo("one two");
    assertThat(talk.ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingFollowsAHeadThatIsNone(boolean streaming) {
    inParts(streaming, "{\"statusCode\": 99}" + SEPARATOR + "one", " two");
    assertThat(talk.status()).isEqualTo(502);
    assertThat(talk.body()).contains("its statusCode is 99").doesNotContain("one", "two");
  }
}
