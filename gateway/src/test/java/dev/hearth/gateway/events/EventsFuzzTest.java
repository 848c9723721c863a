package dev.hearth.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.event.QueueSettings;
import dev.hearth.functions.event.Trigger;
import dev.hearth.gateway.Problem;
import java.util.List;

/** Bodies about queues, schedules and triggers made of any bytes. */
class EventsFuzzTest {
  private static final List<String> KNOWN =
      List.of("visibilitySeconds", "deadLetter", "enabled", "input", "function", "prefix");

  @FuzzTest
  void fields(byte[] bytes) {
    try {
      Fields fields = Fields.parse(bytes, KNOWN);
      QueueSettings defaults = QueueSettings.DEFAULTS;
      var settings =
          new QueueSettings(
              fields.count("visibilitySeconds", defaults.visibilitySeconds()),
              defaults.retentionSeconds(),
              defaults.maxReceives(),
              fields.text("deadLetter"));
      assertThat(settings.visibilitySeconds()).isNotNegative();
      var _ = fields.flag("enabled", true);
      var _ = fields.json("input");
      FunctionName function = FunctionName.parse(fields.required("function"));
      assertThat(FunctionName.parse(function.name()).name()).isEqualTo(function.name());
      var _ =
          new Trigger(
              "t",
              "b",
              fields.text("prefix").orElse(""),
              "",
              function.name(),
              function.qualifier());
    } catch (Problem problem) {
      assertThat(problem.status()).isEqualTo(400);
    } catch (FunctionException e) {
      assertThat(e.code()).isNotEqualTo(FunctionException.Code.SERVICE);
    }
  }
}
