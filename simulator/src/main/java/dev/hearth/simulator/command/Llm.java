package dev.hearth.simulator.command;

import dev.hearth.simulator.llm.LlmStudy;
import dev.hearth.simulator.llm.LlmTraffic;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth simulate llm}: ENOVA on the model of a server of a language model. */
@Command(
    name = "llm",
    description =
        "Recommends, watches and mends a modelled server of a language model (ENOVA); all its"
            + " figures are of the model.",
    mixinStandardHelpOptions = true)
public final class Llm implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "so many times, each under a seed of its own (default: 3)")
  private int seeds = 3;

  @Override
  public void run() {
    if (seeds < 1) {
      throw new CommandFailure(
          CommandFailure.USAGE, "--seeds must be at least 1", new IllegalArgumentException());
    }
    var out = spec.commandLine().getOut();
    for (long seed = 1; seed <= seeds; seed++) {
      print(out, new LlmStudy(seed), seed);
    }
    out.flush();
  }

  private static void print(PrintWriter out, LlmStudy study, long seed) {
    out.printf("SEED %d, modelled%n", seed);
    for (var each : study.throughputs()) {
      var configuration = each.configuration();
      line(
          out,
          "  %4d sequences, %.1f of the memory: %.0f tokens/s, %.2f requests/s, %.2f preempted/s",
          configuration.maxSequences(),
          configuration.memoryShare(),
          each.tokensPerSecond(),
          each.requestsPerSecond(),
          each.preemptionsPerSecond());
    }
    judgement(out, "detector", study.detected());
    judgement(out, "fixed thresholds", study.detectedByThresholds());
    for (var kind : LlmTraffic.Kind.values()) {
      judgement(out, "detector, " + name(kind), study.detected(kind));
    }
    recovery(out, "detector", study.recovery());
    recovery(out, "fixed thresholds", study.recoveryByThresholds());
  }

  private static String name(LlmTraffic.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " only";
  }

  private static void judgement(PrintWriter out, String who, LlmStudy.Judgement judged) {
    line(
        out,
        "  %-28s precision %.2f, recall %.2f, F1 %.2f",
        who,
        judged.precision(),
        judged.recall(),
        judged.f1());
  }

  private static void recovery(PrintWriter out, String who, LlmStudy.Recovery recovery) {
    line(
        out,
        "  %-28s a backlog for %.0f s after a surge, %.1f replica hours",
        who,
        recovery.recoverySeconds(),
        recovery.replicaHours());
  }

  private static void line(PrintWriter out, String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
