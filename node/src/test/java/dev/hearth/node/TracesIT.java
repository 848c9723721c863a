package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.node.TraceCollector.Span;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces that a real node sends to a collector, and what of its metrics leads to them. */
class TracesIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String KEPT = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String NOT_KEPT = "00-" + TRACE + "-" + PARENT + "-00";

  @TempDir Path directory;
  private TraceCollector collector;
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    collector = new TraceCollector();
    String config = "tracing: {endpoint: '" + collector.url() + "', sample: 0}";
    node = TestNode.start(NodeConfig.parse(config, new Registry()).withPort(0).withData(directory));
    node.deploySum("");
  }

  @AfterEach
  void stop() {
    node.close();
    collector.close();
  }

  private static Span named(List<Span> spans, String name) {
    return spans.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aTraceThatItsCallerKeepsReachesTheCollectorFromSocketToEngine() {
    HttpResponse<String> answer = node.infer(TestNode.SUM, "traceparent", KEPT);
    TestNode.eventually("the trace is sent", () -> !collector.spans().isEmpty());
    List<Span> spans = List.copyOf(collector.spans());
    Span whole = named(spans, "model/sum");

    assertThat(spans).allSatisfy(each -> assertThat(each.trace()).isEqualTo(TRACE));
    assertThat(whole.parent()).isEqualTo(PARENT);
    assertThat(answer.headers().firstValue("X-Hearth-Invocation")).contains(whole.id());
    assertThat(whole.attributes())
        .containsEntry("hearth.outcome", "answered")
        .containsEntry("hearth.protocol", "http");
    assertThat(whole.events()).anyMatch(each -> each.startsWith("admission: accepted"));
    assertThat(named(spans, "queue").parent()).isEqualTo(whole.id());
    assertThat(named(spans, "engine").parent()).isEqualTo(named(spans, "run").id());
  }

  @Test
  void partsLieWithinTheWhole() {
    node.infer(TestNode.SUM, "traceparent", KEPT);
    TestNode.eventually("the trace is sent", () -> !collector.spans().isEmpty());
    List<Span> spans = List.copyOf(collector.spans());
    Span whole = named(spans, "model/sum");

    assertThat(whole.to()).isGreaterThan(whole.from());
    assertThat(spans)
        .allSatisfy(
            each -> {
              assertThat(each.from()).isBetween(whole.from(), whole.to());
              assertThat(each.to()).isBetween(each.from(), whole.to());
            });
  }

  @Test
  void whatNobodyKeepsIsNotSent() {
    node.infer(TestNode.SUM, "traceparent", NOT_KEPT);
    node.infer(TestNode.SUM);
    HttpResponse<String> last = node.infer(TestNode.SUM, "traceparent", KEPT);
    String id = last.headers().firstValue("X-Hearth-Invocation").orElseThrow();
    TestNode.eventually(
        "the last is sent", () -> collector.spans().stream().anyMatch(it -> it.id().equals(id)));

    assertThat(collector.spans().stream().filter(each -> each.name().equals("model/sum")))
        .hasSize(1);
  }

  @Test
  void aCollectorThatRefusesChangesNoAnswerAndIsCounted() {
    collector.refuseWith(400);

    assertThat(node.infer(TestNode.SUM, "traceparent", KEPT).statusCode()).isEqualTo(200);
    TestNode.eventually("it is counted", () -> node.metric("hearth_traces_dropped") >= 1);
    assertThat(node.metric("hearth_traces_sent")).isZero();
  }

  @Test
  void whoAsksForOperatorsGetsThemAsSpansBelowTheEngine() {
    HttpResponse<String> answer =
        node.infer(TestNode.SUM, "traceparent", KEPT, "X-Hearth-Trace", "operators");
    TestNode.eventually("the trace is sent", () -> !collector.spans().isEmpty());
    List<Span> spans = List.copyOf(collector.spans());
    String engine = named(spans, "engine").id();
    List<Span> operators = spans.stream().filter(each -> each.parent().equals(engine)).toList();
    String id = answer.headers().firstValue("X-Hearth-Invocation").orElseThrow();

    assertThat(operators)
        .extracting(each -> each.attributes().get("hearth.operator"))
        .containsExactlyInAnyOrder("Add", "Mul");
    assertThat(node.json(node.get("/admin/v1/invocations/" + id)).path("operators")).hasSize(2);
  }

  @Test
  void openMetricsLeadFromALatencyToItsTrace() {
    node.infer(TestNode.SUM, "traceparent", KEPT);
    HttpResponse<String> metrics =
        node.send("GET", "/metrics", "", "Accept", "application/openmetrics-text;version=1.0.0")
            .join();
    Matcher exemplar =
        Pattern.compile("hearth_request_seconds_bucket\\{model=\"sum\".*# \\{.*trace_id=\"(\\w+)\"")
            .matcher(metrics.body());

    assertThat(metrics.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(metrics.body()).endsWith("# EOF\n");
    assertThat(exemplar.find()).as(metrics.body()).isTrue();
    assertThat(exemplar.group(1)).isEqualTo(TRACE);
  }

  @Test
  void theOldFormOfTheMetricsHasNoExemplars() {
    node.infer(TestNode.SUM, "traceparent", KEPT);
    HttpResponse<String> metrics = node.get("/metrics");

    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(metrics.body()).contains("hearth_request_seconds_bucket").doesNotContain("trace_id");
  }
}
