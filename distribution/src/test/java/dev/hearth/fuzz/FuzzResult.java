package dev.hearth.fuzz;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of fuzzing a target.
 *
 * @param cpu that its process took, of both user and system
 * @param edges of Hearth's own code that inputs reached
 * @param features edges, how often they were taken, and values that were compared
 * @param corpus inputs, each of which reaches something that the others do not
 * @param findings the first line of each
 * @param ended whether the run came to its end or to a finding, not to some other failure
 */
record FuzzResult(
    String target,
    Duration cpu,
    long executions,
    int edges,
    int features,
    int corpus,
    List<String> findings,
    Path log,
    boolean ended) {
  private static final Pattern STATUS =
      Pattern.compile("^#(\\d+)\\s+\\S+\\s+cov: (\\d+) ft: (\\d+) corp: (\\d+)/.*");
  private static final Pattern FINDING =
      Pattern.compile("^== (?:Java Exception|Java Assertion Error|libFuzzer): (.*)");
  private static final Pattern ROW =
      Pattern.compile("^\\| `[^`]+` \\| ([\\d.]+) \\| ([\\d,]+) \\|.*");
  private static final Pattern TIMEOUT = Pattern.compile("^==\\d+== (ERROR: .*)");

  FuzzResult {
    findings = List.copyOf(findings);
  }

  /** Reads what libFuzzer wrote. */
  static FuzzResult read(String target, Duration cpu, List<String> lines, Path log) {
    long[] last = new long[4];
    var findings = new java.util.ArrayList<String>();
    boolean done = false;
    for (String line : lines) {
      Matcher status = STATUS.matcher(line);
      if (status.matches()) {
        for (int i = 0; i < last.length; i++) {
          last[i] = Long.parseLong(status.group(i + 1));
        }
      }
      done |= line.startsWith("Done ");
      for (Pattern pattern : List.of(FINDING, TIMEOUT)) {
        Matcher finding = pattern.matcher(line);
        if (finding.matches()) {
          findings.add(finding.group(1));
        }
      }
    }
    return new FuzzResult(
        target,
        cpu,
        last[0],
        (int) last[1],
        (int) last[2],
        (int) last[3],
        findings,
        log,
        done || !findings.isEmpty());
  }

  /**
   * This run and those before it, as a row tells them: time and executions add up; what was reached
   * is that of this run, which began with the corpus of those before.
   */
  FuzzResult after(String row) {
    Matcher before = ROW.matcher(row);
    if (!before.matches()) {
      return this;
    }
    return new FuzzResult(
        target,
        cpu.plusMillis(Math.round(60_000 * Double.parseDouble(before.group(1)))),
        executions + Long.parseLong(before.group(2).replace(",", "")),
        edges,
        features,
        corpus,
        findings,
        log,
        ended);
  }

  /** A row of the table in the pages. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| `%s` | %.1f | %,d | %,d | %,d | %,d | %d |",
        target,
        cpu.toMillis() / 60_000.0,
        executions,
        edges,
        features,
        corpus,
        findings.size());
  }
}
