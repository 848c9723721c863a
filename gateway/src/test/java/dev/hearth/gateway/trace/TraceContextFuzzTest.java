package dev.hearth.gateway.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Headers of traces made of any bytes. */
class TraceContextFuzzTest {
  /** What is read of either header and written again reads as the same. */
  @FuzzTest
  void headers(byte[] bytes) {
    String header = new String(bytes, ISO_8859_1);
    TraceContext.ofTraceparent(header)
        .ifPresent(
            context ->
                assertThat(TraceContext.ofTraceparent(context.traceparent())).hasValue(context));
    TraceContext.ofAmazon(header)
        .ifPresent(
            context -> assertThat(TraceContext.ofAmazon(context.amazon())).hasValue(context));
  }
}
