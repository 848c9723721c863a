package dev.hearth.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** An invocation as text: its phases on one scale of time, and the decisions about it. */
final class ExplainView {
  private static final int WIDTH = 48;
  private static final int OPERATORS = 12;
  private static final int MAX_DEPTH = 4;
  private static final String INDENT = "  ";

  private final JsonNode invocation;
  private final StringBuilder text = new StringBuilder();

  private ExplainView(JsonNode invocation) {
    this.invocation = invocation;
  }

  static String of(JsonNode invocation) {
    var view = new ExplainView(invocation);
    view.head();
    view.phases();
    view.operators();
    view.steps();
    view.decisions();
    return view.text.toString();
  }

  private void head() {
    line(
        "%s  %s version %s: %s after %s",
        said("id"), said("deployment"), said("version"), said("outcome"), ms(total()));
    if (invocation.has("message")) {
      line("%ssaid       %s", INDENT, said("message"));
    }
    line(
        "%scame       %s over %s, trace %s%s",
        INDENT,
        Instant.ofEpochMilli(invocation.path("receivedAt").asLong()),
        said("protocol"),
        said("traceId"),
        invocation.path("sampled").asBoolean() ? ", sent to the collector" : "");
    if (invocation.has("instance")) {
      int members = invocation.path("runMembers").asInt();
      line(
          "%sran        on instance %s, %s",
          INDENT,
          said("instance"),
          members == 1
              ? "alone"
              : "with %d others, %d rows together"
                  .formatted(members - 1, invocation.path("runRows").asInt()));
    }
    line("");
  }

  private double total() {
    return invocation.path("totalMs").asDouble();
  }

  private String said(String field) {
    return printable(invocation.path(field).asString(""));
  }

  /** What others chose cannot move the cursor or colour the screen. */
  private static String printable(String chosen) {
    return chosen.codePoints().anyMatch(Character::isISOControl)
        ? chosen.replaceAll("\\p{Cntrl}", "?")
        : chosen;
  }

  private void phases() {
    double end = total();
    for (JsonNode phase : invocation.path("phases")) {
      end = Math.max(end, phase.path("startMs").asDouble() + phase.path("ms").asDouble());
    }
    for (JsonNode phase : invocation.path("phases")) {
      String name = INDENT.repeat(1 + depth(phase)) + printable(phase.path("name").asString());
      double from = phase.path("startMs").asDouble();
      double took = phase.path("ms").asDouble();
      line("%-30s %12s  |%s|", name, ms(took), bar(from, took, end));
    }
  }

  /** How far it is indented; deeper than a screen is wide helps nobody. */
  private int depth(JsonNode phase) {
    String within = phase.path("within").asString("");
    int depth = 0;
    while (!within.isEmpty() && depth < MAX_DEPTH) {
      depth++;
      within = aboveOf(within);
    }
    return depth;
  }

  private String aboveOf(String name) {
    for (JsonNode phase : invocation.path("phases")) {
      if (phase.path("name").asString().equals(name)) {
        return phase.path("within").asString("");
      }
    }
    return "";
  }

  private static String bar(double from, double took, double end) {
    int start = end <= 0 ? 0 : (int) Math.min(WIDTH - 1, Math.max(0, from / end * WIDTH));
    int length = end <= 0 ? 1 : (int) Math.max(1, Math.round(took / end * WIDTH));
    length = Math.min(length, WIDTH - start);
    return " ".repeat(start) + "#".repeat(length) + " ".repeat(WIDTH - start - length);
  }

  private void operators() {
    List<JsonNode> operators = new ArrayList<>();
    invocation.path("operators").forEach(operators::add);
    if (operators.isEmpty()) {
      return;
    }
    double sum = operators.stream().mapToDouble(each -> each.path("ms").asDouble()).sum();
    line("");
    line(
        "%soperators, in a run of the same tensors with the engine's profiling: %d, %s together",
        INDENT, operators.size(), ms(sum));
    operators.stream()
        .sorted((one, other) -> Double.compare(took(other), took(one)))
        .limit(OPERATORS)
        .forEach(
            each ->
                line(
                    "    %12s  %-22s %s",
                    ms(took(each)),
                    printable(each.path("type").asString()),
                    printable(each.path("name").asString())));
  }

  private static double took(JsonNode operator) {
    return operator.path("ms").asDouble();
  }

  private void steps() {
    if (invocation.path("steps").isEmpty()) {
      return;
    }
    line("");
    line("%ssteps", INDENT);
    for (JsonNode step : invocation.path("steps")) {
      line(
          "    +%-11s %-30s %12s  %s  %s",
          ms(step.path("startMs").asDouble()),
          printable(step.path("deployment").asString()),
          ms(step.path("ms").asDouble()),
          printable(step.path("outcome").asString()),
          printable(step.path("id").asString()));
    }
  }

  private void decisions() {
    if (invocation.path("decisions").isEmpty()) {
      return;
    }
    line("");
    line("%sdecisions", INDENT);
    for (JsonNode decision : invocation.path("decisions")) {
      line(
          "    %-12s %-11s %-18s %s",
          "+" + ms(decision.path("atMs").asDouble()),
          decision.path("role").asString(),
          printable(decision.path("policy").asString()),
          printable(decision.path("answer").asString()));
      if (decision.has("why")) {
        line("%47s%s", "because ", printable(decision.path("why").asString()));
      }
    }
    if (!invocation.path("reasons").asBoolean()) {
      line("");
      line(
          "%s(reasons are noted for traces that are kept, and a few times a second for each"
              + " deployment)",
          INDENT);
    }
  }

  private static String ms(double millis) {
    return millis < 1_000
        ? String.format(Locale.ROOT, "%.3f ms", millis)
        : String.format(Locale.ROOT, "%.3f s", millis / 1_000);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is in no library of this room
  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments).stripTrailing())
        .append(System.lineSeparator());
  }
}
