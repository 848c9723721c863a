package dev.hearth.benchmarks;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.wasm.WasmProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Sandboxes of WebAssembly without a node around them: how fast they start beside a process, what
 * idle ones take, how fast warm ones answer, and what endless loops beside them change.
 */
public final class WasmSandboxes {
  private static final Path MODULE =
      Path.of("sandbox/src/test/resources/dev/hearth/sandbox/wasm/reactor.wasm");
  private static final byte[] PAYLOAD =
      "{\"number\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private final WasmProvider provider;
  private final Path module;

  private WasmSandboxes(WasmProvider provider, Path module) {
    this.provider = provider;
    this.module = module;
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    Path module = Path.of(given.take("--module=", MODULE.toString()));
    int starts = Integer.parseInt(given.take("--starts=", "200"));
    int idle = Integer.parseInt(given.take("--idle=", "1000"));
    int calls = Integer.parseInt(given.take("--calls=", "200000"));
    int loops = Integer.parseInt(given.take("--loops=", "8"));
    given.requireNone();
    System.out.println(Machine.description());
    try (var provider = new WasmProvider()) {
      var measured = new WasmSandboxes(provider, module);
      measured.starts(starts, false);
      measured.starts(starts, true);
      measured.idle(idle);
      measured.warm(calls);
      measured.besideLoops(loops);
      measured.exchange(module.resolveSibling("sharing.wasm"));
    }
  }

  private Program program(String handler) {
    return program(module, handler);
  }

  private static Program program(Path module, String handler) {
    return new Program(
        handler,
        "1",
        new Program.Language("wasm", "wasm"),
        handler,
        Optional.of(module),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        ProgramLimits.DEFAULTS,
        false,
        false,
        Map.of("regions", "shared=2048"));
  }

  private Sandbox sandbox(Program program) {
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandbox.specialise(program);
    return sandbox;
  }

  private static void answered(Sandbox sandbox) {
    if (!(BlockingCall.of(sandbox, PAYLOAD) instanceof CallEnd.Answered)) {
      throw new IllegalStateException("not answered");
    }
  }

  /**
   * From nothing to an answer, each followed by the start and end of a process that does nothing.
   */
  private void starts(int count, boolean print) throws IOException, InterruptedException {
    Program program = program("echo");
    provider.prepare(program);
    var sandboxes = new Histogram(3);
    var answers = new Histogram(3);
    var processes = new Histogram(3);
    var phases = new TreeMap<String, Histogram>();
    for (int i = 0; i < count; i++) {
      long since = System.nanoTime();
      try (Sandbox sandbox = sandbox(program)) {
        sandboxes.recordValue(System.nanoTime() - since);
        for (Timeline.Phase phase : sandbox.timeline().phases()) {
          phases
              .computeIfAbsent(phase.name(), absent -> new Histogram(3))
              .recordValue(phase.nanos());
        }
        answered(sandbox);
        answers.recordValue(System.nanoTime() - since);
      }
      since = System.nanoTime();
      new ProcessBuilder("/bin/true").start().waitFor();
      processes.recordValue(System.nanoTime() - since);
    }
    if (print) {
      System.out.printf("cold starts, %d of each in turns, module compiled before%n", count);
      row("  sandbox ready", sandboxes);
      phases.forEach((name, nanos) -> row("    of it " + name, nanos));
      row("  first answer", answers);
      row("  /bin/true, started and ended", processes);
    }
  }

  private static void row(String name, Histogram nanos) {
    System.out.printf(
        "%-34s p50 %,8.0f us  p99 %,8.0f us  max %,8.0f us%n",
        name,
        nanos.getValueAtPercentile(50) / 1e3,
        nanos.getValueAtPercentile(99) / 1e3,
        nanos.getMaxValue() / 1e3);
  }

  /** What the process takes more for each instance, before and after its first call. */
  private void idle(int count) throws IOException {
    Program program = program("echo");
    List<Sandbox> sandboxes = new ArrayList<>();
    long before = proportional();
    for (int i = 0; i < count; i++) {
      sandboxes.add(sandbox(program));
    }
    long made = proportional();
    sandboxes.forEach(WasmSandboxes::answered);
    long called = proportional();
    System.out.printf(
        "%,d idle instances: %,d bytes each before a call, %,d bytes each after one%n",
        count, (made - before) / count, (called - before) / count);
    sandboxes.forEach(Sandbox::close);
  }

  /** Bytes of this process, its heap collected. */
  private static long proportional() throws IOException {
    System.gc();
    try (var lines = Files.lines(Path.of("/proc/self/smaps_rollup"))) {
      long kernel =
          lines
              .filter(line -> line.startsWith("Pss:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024)
              .sum();
      return kernel - free();
    }
  }

  /** Part of the heap that is taken by nothing, which grows and shrinks as it likes. */
  private static long free() {
    return Runtime.getRuntime().freeMemory();
  }

  private void warm(int calls) {
    Program program = program("echo");
    try (Sandbox sandbox = sandbox(program)) {
      var nanos = new Histogram(3);
      for (int round = 0; round < 2; round++) {
        nanos.reset();
        long since = System.nanoTime();
        for (int i = 0; i < calls; i++) {
          long began = System.nanoTime();
          answered(sandbox);
          nanos.recordValue(System.nanoTime() - began);
        }
        if (round == 1) {
          System.out.printf(
              "warm calls one after another from another thread: %,.0f a second%n",
              calls / ((System.nanoTime() - since) / 1e9));
          row("  a call", nanos);
        }
      }
    }
  }

  /** A short call every two milliseconds, without and with loops that never end beside it. */
  private void besideLoops(int count) throws InterruptedException {
    Program program = program("echo");
    Program loops = program("loops");
    provider.prepare(loops);
    try (Sandbox sandbox = sandbox(program)) {
      row("short calls alone", paced(sandbox));
      List<Sandbox> busy = new ArrayList<>();
      List<CompletableFuture<CallEnd>> ends = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Sandbox looping = sandbox(loops);
        ends.add(BlockingCall.start(looping, PAYLOAD));
        busy.add(looping);
      }
      row("  beside %d endless loops".formatted(count), paced(sandbox));
      busy.forEach(Sandbox::close);
      ends.forEach(CompletableFuture::join);
    }
  }

  private static Histogram paced(Sandbox sandbox) throws InterruptedException {
    var nanos = new Histogram(3);
    for (int i = 0; i < 1_000; i++) {
      Thread.sleep(2);
      long since = System.nanoTime();
      answered(sandbox);
      nanos.recordValue(System.nanoTime() - since);
    }
    return nanos;
  }

  /** 1 MiB of one function summed up by another: in a region, and through a store of objects. */
  private void exchange(Path sharing) throws IOException {
    var object = new byte[1 << 20];
    byte[] nothing = {};
    var regions = new Histogram(3);
    var stores = new Histogram(3);
    List<Program> programs =
        List.of(
            program(sharing, "put"),
            program(sharing, "get"),
            program(sharing, "sum"),
            program(sharing, "sum_input"));
    programs.forEach(provider::prepare);
    try (var store = new FileObjectStore();
        Sandbox put = sandbox(programs.get(0));
        Sandbox get = sandbox(programs.get(1));
        Sandbox sum = sandbox(programs.get(2));
        Sandbox sumInput = sandbox(programs.get(3))) {
      answer(put, object);
      for (int i = 0; i < 300; i++) {
        long since = System.nanoTime();
        answer(sum, nothing);
        regions.recordValue(System.nanoTime() - since);
        since = System.nanoTime();
        store.put("object", answer(get, nothing));
        answer(sumInput, store.get("object"));
        stores.recordValue(System.nanoTime() - since);
      }
    }
    System.out.println("1 MiB that one function has, summed up by another");
    row("  in a region", regions);
    row("  through a store of objects", stores);
  }

  private static byte[] answer(Sandbox sandbox, byte[] payload) {
    if (BlockingCall.of(sandbox, payload) instanceof CallEnd.Answered(byte[] answer)) {
      return answer;
    }
    throw new IllegalStateException("not answered");
  }
}
