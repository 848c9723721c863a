package dev.hearth.benchmarks;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.process.ProcessSandboxes;
import dev.hearth.sandbox.zygote.ZygoteConfig;
import dev.hearth.sandbox.zygote.ZygoteProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Twenty calls of a Python function at once, from nothing: all in one sandbox, each in a fork of
 * the loaded function, against a container for each call. Latency is from the burst to each answer;
 * memory is the proportional share (PSS) of all processes that run the function, the warm
 * interpreters among them, while all calls sleep.
 */
final class ZygoteBurst {
  private static final int CALLS = 20;
  private static final String MARK = "HEARTH_ZYGOTE_BURST";
  private static final String CODE =
      """
      import json
      import re
      import time
      import numpy

      def handler(event, context):
          answer = int(numpy.arange(4).sum())
          print("sleeping")
          time.sleep(event)
          return answer
      """;
  private static final AtomicLong IDS = new AtomicLong();

  private final Path code;

  private ZygoteBurst(Path code) {
    this.code = code;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Path code = Files.createTempDirectory("zygote-burst");
    Files.setPosixFilePermissions(code, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = Files.writeString(code.resolve("function.py"), CODE);
    Path scratch = Files.createTempDirectory("zygote-burst-process");
    System.out.println(Machine.description());
    try (var zygotes = new ZygoteProvider(ZygoteConfig.DEFAULTS);
        var processes = new ProcessSandboxes(scratch)) {
      var burst = new ZygoteBurst(code);
      for (int round = 0; round < rounds; round++) {
        burst.run("one sandbox, a fork a call", zygotes, 1, CALLS);
        burst.run("a container a call", processes, CALLS, 1);
      }
    } finally {
      Files.delete(file);
      Files.delete(code);
    }
    Files.deleteIfExists(scratch);
  }

  private void run(String name, SandboxProvider provider, int sandboxes, int concurrency)
      throws Exception {
    Program program = program(concurrency);
    provider.prepare(program);
    var latencies = new ArrayList<CompletableFuture<Long>>();
    var opened = new ArrayList<CompletableFuture<Sandbox>>();
    var asleep = new CountDownLatch(CALLS);
    long since = System.nanoTime();
    for (int i = 0; i < sandboxes; i++) {
      var one = new CompletableFuture<Sandbox>();
      opened.add(one);
      for (int c = 0; c < concurrency; c++) {
        latencies.add(new CompletableFuture<>());
      }
      var own =
          latencies.subList(latencies.size() - concurrency, latencies.size()).stream().toList();
      Thread.ofVirtual().start(() -> start(provider, program, one, own, asleep, since));
    }
    for (CompletableFuture<Sandbox> each : opened) {
      each.get(120, TimeUnit.SECONDS);
    }
    if (!asleep.await(120, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not all calls ran");
    }
    long memory = shareOfMemory();
    long sum = 0;
    for (CompletableFuture<Long> latency : latencies) {
      sum += latency.get(120, TimeUnit.SECONDS);
    }
    for (CompletableFuture<Sandbox> each : opened) {
      each.join().close();
    }
    System.out.printf(
        "%-28s mean latency %8.1f ms, memory %6.1f MiB%n",
        name, sum / 1e6 / CALLS, memory / 1024.0 / 1024.0);
  }

  /** Waits for one call. */
  private record Answer(CompletableFuture<Long> latency, CountDownLatch asleep, long since)
      implements CallListener {
    @Override
    public void line(String text) {
      asleep.countDown();
    }

    @Override
    public void ended(CallEnd end) {
      if (end instanceof CallEnd.Answered) {
        latency.complete(System.nanoTime() - since);
      } else {
        latency.completeExceptionally(new IllegalStateException(end.toString()));
      }
    }
  }

  private static void start(
      SandboxProvider provider,
      Program program,
      CompletableFuture<Sandbox> opened,
      List<CompletableFuture<Long>> latencies,
      CountDownLatch asleep,
      long since) {
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandbox.specialise(program);
    for (CompletableFuture<Long> latency : latencies) {
      sandbox.invoke(call(), new Answer(latency, asleep, since));
    }
    opened.complete(sandbox);
  }

  /**
   * Of every Python process in a sandbox of this very process; others on the machine do not count.
   */
  private static long shareOfMemory() throws IOException {
    long total = 0;
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        if (process.getFileName().toString().matches("\\d+")) {
          total += share(process);
        }
      }
    }
    return total;
  }

  private static long share(Path process) {
    try {
      String command = Files.readString(process.resolve("cmdline"));
      boolean zygote = command.contains("/hearth/lib/zygote.py") && command.contains("python3");
      boolean marked = Files.readString(process.resolve("environ")).contains(MARK);
      if (!marked && !(zygote && ours(process))) {
        return 0;
      }
      return Files.readAllLines(process.resolve("smaps_rollup")).stream()
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .sum();
    } catch (IOException e) {
      return 0; // it has ended
    }
  }

  private static boolean ours(Path process) {
    long own = ProcessHandle.current().pid();
    Optional<ProcessHandle> up = ProcessHandle.of(Long.parseLong(process.getFileName().toString()));
    while (up.isPresent() && up.get().pid() != own) {
      up = up.get().parent();
    }
    return up.isPresent();
  }

  private Program program(int concurrency) {
    return new Program(
        "burst",
        "1",
        new Program.Language("python", "python3.11"),
        "function.handler",
        Optional.empty(),
        Optional.of(code),
        Optional.empty(),
        Map.of(MARK, "1"),
        new ProgramLimits(1L << 30, 2_000, 32L << 20, 128, concurrency, 64L << 10, 6L << 20),
        false,
        false,
        Map.of());
  }

  private static Call call() {
    return new Call(
        IDS.incrementAndGet(),
        "00000000-0000-0000-0000-000000000001",
        new byte[] {'1'},
        System.currentTimeMillis() + 60_000,
        "arn:aws:lambda:local:000000000000:function:burst",
        "default",
        Optional.empty(),
        Optional.empty());
  }
}
