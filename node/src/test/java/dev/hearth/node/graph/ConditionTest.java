package dev.hearth.node.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ConditionTest {
  private static final String VALUE =
      """
      {"predictions": ["dog", "cat"], "kind": 1, "ok": true, "none": null, "empty": [],
       "items": [{"name": "a", "size": 1.5}, {"name": "b", "size": 7}]}
      """;

  private static boolean holds(String condition) {
    return Condition.parse(condition).holds(JsonMapper.shared().readTree(VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predictions.1",
        "none",
        "[@this].#(predictions.0==\"dog\")",
        "[@this].#(kind>=1)",
        "[@this].#(ok==true)",
        "[@this].#(none==null)",
        "[@this].#(kind!=2)",
        "items.#(size>5)",
        "items.#(name<\"b\")",
        "items.#(size)"
      })
  void holdsWhereGjsonFindsSomething(String condition) {
    assertThat(holds(condition)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predictions.2",
        "absent",
        "[@this].#(predictions.0==\"cat\")",
        "[@this].#(kind>1)",
        "[@this].#(kind==\"1\")",
        "items.#(size>7)",
        "empty.#(size)",
        "kind.#(size)"
      })
  void doesNotHoldWhereGjsonFindsNothing(String condition) {
    assertThat(holds(condition)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a|b",
        "a.*",
        "items.#(name==\"a\")#",
        "items.#(name%\"a*\")",
        "[@this].#(a==b)",
        "[@this].#(a==1d)",
        "@reverse",
        "a.#(b.#(c==1))"
      })
  void refusesTheRestOfGjson(String condition) {
    assertThatThrownBy(() -> Condition.parse(condition)).hasMessageContaining("[@this]");
  }
}
