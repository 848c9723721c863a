package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.trace.LogScope;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogLinesTest {
  private static final String FORGED = "fine\n2026-01-01T00:00:00.000 INFO forged \u001b[2J\u2028x";

  private static LogRecord record(String message) {
    var record = new LogRecord(Level.WARNING, message);
    record.setLoggerName("dev.hearth.node.Node");
    return record;
  }

  @Test
  void aMessageCannotBeginALineOfItsOwn() {
    String line = new LogLines(false).format(record(FORGED));

    assertThat(line.lines()).hasSize(1);
    assertThat(line).contains("fine\\n2026").doesNotContain("\u001b").doesNotContain("\u2028");
    assertThat(line).contains(" WARNING ").endsWith("\n");
  }

  @Test
  void anExceptionsMessageCannotEither() {
    var record = record("it failed");
    record.setThrown(new IllegalStateException(FORGED));
    String text = new LogLines(false).format(record);

    assertThat(text.lines().skip(1)).allSatisfy(line -> assertThat(line).startsWith("    | "));
    assertThat(text).contains("IllegalStateException").contains("LogLinesTest");
  }

  @Test
  void jsonIsOneObjectALineAndHoldsTheMessageAsItWas() {
    var record = record(FORGED);
    record.setThrown(new IllegalStateException("a\nb"));
    String line = new LogLines(true).format(record);
    JsonNode read = JsonMapper.shared().readTree(line);

    assertThat(line.lines()).hasSize(1);
    assertThat(read.path("message").asString()).isEqualTo(FORGED);
    assertThat(read.path("level").asString()).isEqualTo("warn");
    assertThat(read.path("stack").asString()).contains("IllegalStateException");
  }

  @Test
  void linesSayWhichInvocationTheyAreAbout() {
    var line = new AtomicReference<String>();
    LogScope.with(
        Map.of("invocation", "00f067aa0ba902b7"),
        () -> line.set(new LogLines(false).format(record("it failed"))));

    assertThat(line.get()).contains(" invocation=00f067aa0ba902b7");
    assertThat(new LogLines(false).format(record("another"))).doesNotContain("invocation");
  }
}
