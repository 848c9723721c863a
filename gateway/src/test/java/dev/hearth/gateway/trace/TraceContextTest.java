package dev.hearth.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String HEADER = "00-" + TRACE + "-" + SPAN + "-01";

  @Test
  void whatIsReadIsWrittenTheSame() {
    var context = TraceContext.ofTraceparent(HEADER).orElseThrow();

    assertThat(context.traceId()).isEqualTo(TRACE);
    assertThat(TraceContext.hex(context.span())).isEqualTo(SPAN);
    assertThat(context.sampled()).isTrue();
    assertThat(context.traceparent()).isEqualTo(HEADER);
  }

  @Test
  void amazonsFormIsTheSameTrace() {
    var context = TraceContext.ofTraceparent(HEADER).orElseThrow();
    String amazon = context.amazon();

    assertThat(amazon)
        .isEqualTo("Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=" + SPAN + ";Sampled=1");
    assertThat(TraceContext.ofAmazon(amazon)).contains(context);
  }

  @Test
  void amazonsFormNeedsNoParentAndAnyOrderWillDo() {
    String root = "1-4bf92f35-77b34da6a3ce929d0e0e4736";

    assertThat(TraceContext.ofAmazon("Root=" + root).orElseThrow().span()).isZero();
    assertThat(TraceContext.ofAmazon("Self=x;Sampled=1; Root=" + root + ";Lineage=a")).isEmpty();
    assertThat(TraceContext.ofAmazon("Self=x;Sampled=1;Root=" + root).orElseThrow().sampled())
        .isTrue();
    assertThat(TraceContext.ofAmazon("Root=" + root + ";Parent=zz").orElseThrow().span()).isZero();
  }

  @Test
  void laterVersionsMaySayMore() {
    assertThat(TraceContext.ofTraceparent("cc" + HEADER.substring(2) + "-what")).isPresent();
    assertThat(TraceContext.ofTraceparent("cc" + HEADER.substring(2) + "what")).isEmpty();
    assertThat(TraceContext.ofTraceparent(HEADER + "-what")).isEmpty();
  }

  @Test
  void whatIsMalformedIsNoContext() {
    var bad =
        List.of(
            "",
            "00",
            HEADER.substring(1),
            HEADER.replace('-', '_'),
            HEADER.replace("4bf9", "4BF9"),
            HEADER.replace("4bf9", "4bg9"),
            "ff" + HEADER.substring(2),
            "00-" + "0".repeat(32) + "-" + SPAN + "-01",
            "00-" + TRACE + "-" + "0".repeat(16) + "-01",
            "00-" + TRACE + "-" + SPAN + "-0g");

    assertThat(bad).allSatisfy(each -> assertThat(TraceContext.ofTraceparent(each)).isEmpty());
  }

  @Test
  void noTextMakesAReaderFail() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(HEADER);
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(33, 127));
      }
      text.setLength(random.nextInt(text.length() + 1));
      String header = text.toString();
      Optional<TraceContext> read = TraceContext.ofTraceparent(header);
      read.ifPresent(
          context ->
              assertThat(TraceContext.ofTraceparent(context.traceparent())).contains(context));
      TraceContext.ofAmazon("Root=1-" + header)
          .ifPresent(
              context -> assertThat(TraceContext.ofAmazon(context.amazon())).contains(context));
    }
  }

  @Test
  void theFirstInvocationOfARequestHasTheIdThatItsAnswerTells() {
    var origin = Origins.unsampled().of(Optional.of(HEADER), "http");
    var second = origin.next() == origin ? origin.next() : origin;

    assertThat(second.span()).isNotEqualTo(origin.span());
    assertThat(second.caller().traceId()).isEqualTo(TRACE);
    assertThat(second.caller().span()).isEqualTo(origin.span());
  }

  @Test
  void tracesThatBeginHereAreDrawnAndOthersKeepWhatTheyWere() {
    var origins = new Origins(() -> 0, 0.25);
    int kept = 0;
    for (int i = 0; i < 4_000; i++) {
      kept += origins.of(Optional.empty(), "http").caller().sampled() ? 1 : 0;
    }

    assertThat(kept).isBetween(800, 1_200);
    assertThat(origins.of(Optional.of(HEADER), "http").caller().sampled()).isTrue();
    String not = HEADER.substring(0, HEADER.length() - 1) + "0";
    assertThat(origins.of(Optional.of(not), "http").caller().sampled()).isFalse();
  }
}
