package dev.hearth.node.graph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Conditions of graphs made of any bytes. */
class ConditionFuzzTest {
  /** A line of a condition, then the JSON it is held against; it holds each time or never. */
  @FuzzTest
  void holds(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    int end = text.indexOf('\n');
    if (end < 0) {
      return;
    }
    try {
      JsonNode value = JsonMapper.shared().readTree(text.substring(end + 1));
      Condition condition = Condition.parse(text.substring(0, end));
      assertThat(Condition.parse(condition.toString()).holds(value))
          .isEqualTo(condition.holds(value));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("write a path such as");
    } catch (JacksonException e) {
      assertThat(e.getOriginalMessage()).isNotBlank();
    }
  }
}
