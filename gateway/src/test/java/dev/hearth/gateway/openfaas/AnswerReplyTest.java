package dev.hearth.gateway.openfaas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.InvokeEnd.Answered;
import dev.hearth.functions.InvokeEnd.Failed;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.gateway.Talk;
import dev.hearth.sandbox.CallEnd;
import org.junit.jupiter.api.Test;

class AnswerReplyTest {
  private static final Metered METERED = new Metered(1, 0, 0, -1, "");

  private final Talk talk = new Talk();
  private final AnswerReply reply = new AnswerReply(talk.exchange());

  @Test
  void aTypeOfErrorWithLineEndsIsAnswered() {
    reply.ended(
        new Failed(
            new CallEnd.Failed(
                CallEnd.Kind.UNHANDLED, "Bad\r\nSet-Cookie: a=b", "no", new byte[0], true),
            METERED));
    assertThat(talk.status()).isEqualTo(500);
    assertThat(talk.told().get("X-Function-Error")).isEqualTo("Bad  Set-Cookie: a=b");
    assertThat(talk.body()).contains("\"errorMessage\":\"no\"");
  }

  @Test
  void aMediaTypeWithLineEndsIsAnswered() {
    reply.streaming("text/plain\r\nSet-Cookie: a=b");
    reply.part("one".getBytes(UTF_8));
    reply.ended(new Answered(new byte[0], METERED));
    assertThat(talk.told().get("Content-Type")).isEqualTo("text/plain  Set-Cookie: a=b");
    assertThat(talk.body()).isEqualTo("one");
    assertThat(talk.ended()).isTrue();
  }
}
