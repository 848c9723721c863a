package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ExplainViewTest {
  private static final String COLD =
      """
      {"id":"00f067aa0ba902b7","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","sampled":true,
       "deployment":"model/minilm","version":"1","protocol":"http","receivedAt":0,
       "outcome":"answered","totalMs":100.0,"rows":1,"instance":7,"runRows":4,"runMembers":4,
       "reasons":true,"operators":[{"name":"/a/MatMul","type":"MatMul","startMs":0,"ms":12.0}],
       "phases":[{"name":"queue","startMs":0.0,"ms":75.0},
                 {"name":"load","within":"queue","startMs":0.0,"ms":50.0},
                 {"name":"run","startMs":75.0,"ms":25.0}],
       "steps":[],
       "decisions":[{"atMs":0.1,"role":"scaling","policy":"kpa","answer":"1 instances, 0 are there",
                     "why":"mean concurrency 1.0 of 60 s"}]}
      """;

  private static String view(String json) {
    return ExplainView.of(JsonMapper.shared().readTree(json));
  }

  @Test
  void phasesShareOneScaleAndPartsAreIndented() {
    var lines = view(COLD).lines().toList();
    var queue = lines.stream().filter(line -> line.startsWith("  queue")).findFirst().orElseThrow();
    var load = lines.stream().filter(line -> line.startsWith("    load")).findFirst().orElseThrow();
    var run = lines.stream().filter(line -> line.startsWith("  run")).findFirst().orElseThrow();

    assertThat(queue).contains("75.000 ms").contains("|" + "#".repeat(36) + " ".repeat(12) + "|");
    assertThat(load).contains("|" + "#".repeat(24) + " ".repeat(24) + "|");
    assertThat(run).contains("|" + " ".repeat(36) + "#".repeat(12) + "|");
  }

  @Test
  void decisionsNameWhoDecidedAndWhy() {
    assertThat(view(COLD))
        .contains("kpa")
        .contains("1 instances, 0 are there")
        .contains("because mean concurrency 1.0 of 60 s")
        .contains("on instance 7, with 3 others, 4 rows together")
        .contains("MatMul");
  }

  @Test
  void whatOthersChoseCannotMoveTheCursor() {
    assertThat(view(COLD.replace("model/minilm", "model/\\u001b[2J"))).doesNotContain("\u001b");
  }
}
