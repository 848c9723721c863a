package dev.hearth.benchmarks;

import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.process.ProcessSandboxes;
import dev.hearth.sandbox.zygote.ZygoteConfig;
import dev.hearth.sandbox.zygote.ZygoteProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How long a Python function that imports numpy, json and re takes from nothing to its first
 * answer: as a fork of a warm interpreter, in a container of its own, and as a bare interpreter
 * with no container at all; and then a call in a sandbox that runs, and in one that was paused. In
 * turns, so that all meet the same machine.
 */
final class ZygoteStarts {
  private static final String CODE =
      """
      import json
      import re
      import numpy

      def handler(event, context):
          return int(numpy.arange(4).sum())
      """;

  private static final Call CALL =
      new Call(
          1,
          "00000000-0000-0000-0000-000000000001",
          new byte[] {'1'},
          Long.MAX_VALUE / 2,
          "arn:aws:lambda:local:000000000000:function:starts",
          "default",
          Optional.empty(),
          Optional.empty());

  private final Path code;
  private final Map<String, List<Long>> starts = new TreeMap<>();
  private final Map<String, List<Long>> ladder = new TreeMap<>();
  private final Map<String, List<Long>> phases = new TreeMap<>();

  private ZygoteStarts(Path code) {
    this.code = code;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 40;
    Path code = Files.createTempDirectory("zygote-starts");
    Files.setPosixFilePermissions(code, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = Files.writeString(code.resolve("function.py"), CODE);
    try {
      new ZygoteStarts(code).run(rounds);
    } finally {
      Files.delete(file);
      Files.delete(code);
    }
  }

  private void run(int rounds) throws Exception {
    System.out.println(Machine.description());
    Path scratch = Files.createTempDirectory("zygote-starts-process");
    try (var zygotes = new ZygoteProvider(ZygoteConfig.DEFAULTS);
        var processes = new ProcessSandboxes(scratch)) {
      for (SandboxProvider provider : List.of(zygotes, processes)) {
        System.out.printf("%s: %s%n", provider.name(), provider.availability());
      }
      for (int round = -3; round < rounds; round++) {
        sandbox(zygotes, round >= 0);
        sandbox(processes, round >= 0);
        interpreter(round >= 0);
      }
    }
    Files.deleteIfExists(scratch);
    report();
  }

  private void sandbox(SandboxProvider provider, boolean counted) throws Exception {
    if (!(provider.availability() instanceof Availability.Available)) {
      return;
    }
    Program program = program();
    provider.prepare(program);
    long since = System.nanoTime();
    try (Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE)) {
      sandbox.specialise(program);
      var end = new CompletableFuture<CallEnd>();
      sandbox.invoke(CALL, end::complete);
      if (!(end.get(30, TimeUnit.SECONDS) instanceof CallEnd.Answered)) {
        throw new IllegalStateException(provider.name() + ": " + end.join());
      }
      long started = System.nanoTime() - since;
      for (String step : List.of("running", "paused")) {
        if (step.equals("paused")) {
          sandbox.pause();
        }
        long asked = System.nanoTime();
        if (step.equals("paused")) {
          sandbox.resume();
        }
        var again = new CompletableFuture<CallEnd>();
        sandbox.invoke(CALL, again::complete);
        again.get(30, TimeUnit.SECONDS);
        if (counted) {
          add(ladder, provider.name() + " " + step, System.nanoTime() - asked);
        }
      }
      if (counted) {
        add(starts, provider.name(), started);
        for (Timeline.Phase phase : sandbox.timeline().phases()) {
          add(phases, provider.name() + " " + phase.name(), phase.nanos());
        }
      }
    }
  }

  /** The same imports and the same call, with nothing around them. */
  private void interpreter(boolean counted) throws Exception {
    long since = System.nanoTime();
    Process process =
        new ProcessBuilder(
                "/usr/bin/python3", "-B", "-c", "import function; function.handler(None, None)")
            .directory(code.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("python3 with numpy is needed");
    }
    if (counted) {
      add(starts, "bare interpreter", System.nanoTime() - since);
    }
  }

  private Program program() {
    return new Program(
        "starts",
        "1",
        new Program.Language("python", "python3.11"),
        "function.handler",
        Optional.empty(),
        Optional.of(code),
        Optional.empty(),
        Map.of(),
        ProgramLimits.DEFAULTS,
        false,
        false,
        Map.of());
  }

  private static void add(Map<String, List<Long>> all, String name, long nanos) {
    all.computeIfAbsent(name, _ -> new ArrayList<>()).add(nanos);
  }

  private void report() {
    System.out.printf("%-24s %6s %10s %10s%n", "to the first answer", "n", "p50 ms", "p99 ms");
    starts.forEach(ZygoteStarts::print);
    System.out.println("a later call, in a sandbox that is:");
    ladder.forEach(ZygoteStarts::print);
    System.out.println("phases of the start:");
    phases.forEach(ZygoteStarts::print);
    double bare = at(starts.getOrDefault("bare interpreter", List.of(0L)), 0.5);
    starts.forEach(
        (name, all) ->
            System.out.printf("bare interpreter / %s: %.1f%n", name, bare / at(all, 0.5)));
  }

  private static void print(String name, List<Long> nanos) {
    System.out.printf(
        "%-24s %6d %10.2f %10.2f%n",
        name, nanos.size(), at(nanos, 0.5) / 1e6, at(nanos, 0.99) / 1e6);
  }

  private static double at(List<Long> nanos, double share) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
  }
}
