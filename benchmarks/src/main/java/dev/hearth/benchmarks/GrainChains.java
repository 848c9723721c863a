package dev.hearth.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeReply;
import dev.hearth.functions.event.EventOptions;
import dev.hearth.functions.event.EventSourceMapping;
import dev.hearth.functions.event.Events;
import dev.hearth.functions.event.QueueSettings;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.process.ProcessSandboxes;
import dev.hearth.sandbox.zygote.ZygoteConfig;
import dev.hearth.sandbox.zygote.ZygoteProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a chain of five Python functions takes, from the call that nobody waits for until the
 * last has answered: as grains, each a resident interpreter that forks for every request and hands
 * its answer to the next at once, and in a container each with messages through the node's durable
 * queues and their pollers; and what lies between. All are warm, one chain at a time, in turns. The
 * arguments are the rounds and the directory to write in, on the disk that is to be measured.
 */
final class GrainChains {
  private static final int STEPS = 5;

  /** Interpreters that fork for every call, that run it themselves, and in containers of runc. */
  private static final List<String> KINDS = List.of("forking", "resident", "process");

  private static final String CODE =
      """
      import json

      def handler(event, context):
          if isinstance(event, dict):
              messages = event.get("Records")
              event = json.loads(messages[0]["body"]) if messages else event["responsePayload"]
          return event + 1
      """;

  /** How an answer comes to the next function. */
  private enum Way {
    GRAIN,
    FUNCTION,
    QUEUE
  }

  private final Path code;
  private final Map<String, Sandbox> sandboxes = new HashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final AsyncCalls.OneThread loop;
  private final CompletableFuture<Events> opened = new CompletableFuture<>();
  private CompletableFuture<Integer> answered = new CompletableFuture<>();

  private GrainChains(Path code, ScheduledExecutorService thread) {
    this.code = code;
    this.loop = new AsyncCalls.OneThread(thread);
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    Path parent = Path.of(args.length > 1 ? args[1] : System.getProperty("user.dir"));
    Path directory = Files.createTempDirectory(parent, "grain-chains");
    Path code = Files.createTempDirectory("grain-chains");
    Files.setPosixFilePermissions(code, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(code.resolve("function.py"), CODE);
    try (var thread = Executors.newSingleThreadScheduledExecutor()) {
      new GrainChains(code, thread).run(directory, rounds);
    } finally {
      AsyncCalls.delete(directory);
      AsyncCalls.delete(code);
    }
  }

  private void run(Path directory, int rounds) throws Exception {
    System.out.println(Machine.description());
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    try (var zygotes = new ZygoteProvider(ZygoteConfig.DEFAULTS);
        var processes = new ProcessSandboxes(scratch);
        var blocking = Executors.newVirtualThreadPerTaskExecutor();
        var events =
            Events.open(
                directory,
                EventOptions.DEFAULTS,
                loop,
                blocking,
                this::invoke,
                (function, _) -> configuration(function),
                new SplittableRandom(1))) {
      for (int step = 1; step <= STEPS; step++) {
        sandboxes.put("forking-" + step, sandbox(zygotes, step, 4));
        sandboxes.put("resident-" + step, sandbox(zygotes, step, 1));
        sandboxes.put("process-" + step, sandbox(processes, step, 1));
      }
      CompletableFuture.runAsync(() -> connect(events), loop).get(10, TimeUnit.SECONDS);
      measure(events, rounds);
      CompletableFuture.runAsync(events::stop, loop).get(10, TimeUnit.SECONDS);
      sandboxes.values().forEach(Sandbox::close);
    }
  }

  private void connect(Events events) {
    opened.complete(events);
    events.start();
    for (String kind : KINDS) {
      for (int step = 2; step <= STEPS; step++) {
        String name = name(kind, Way.QUEUE, step);
        var _ = events.queues().put(name, QueueSettings.DEFAULTS);
        var _ =
            events
                .mappings()
                .put(
                    new EventSourceMapping(
                        name, name, name, Optional.empty(), true, 1, 0, false, 10, 0));
      }
    }
  }

  private static String name(String kind, Way way, int step) {
    return "%s-%s-%d".formatted(kind, way.name().toLowerCase(Locale.ROOT), step);
  }

  private static EventConfiguration configuration(String function) {
    String[] parts = function.split("-", -1);
    int step = Integer.parseInt(parts[2]);
    Optional<String> next =
        step == STEPS || parts[1].equals("queue")
            ? Optional.empty()
            : Optional.of("%s:%s-%s-%d".formatted(parts[1], parts[0], parts[1], step + 1));
    EventConfiguration defaults = EventConfiguration.DEFAULTS;
    return new EventConfiguration(
        0, defaults.maxAgeNanos(), next, Optional.empty(), Optional.empty());
  }

  private Runnable invoke(
      String function, Optional<String> qualifier, Invoke invoke, InvokeReply reply) {
    String[] parts = function.split("-", -1);
    var call =
        new Call(
            ids.incrementAndGet(),
            invoke.requestId(),
            invoke.payload(),
            Long.MAX_VALUE / 2,
            invoke.functionArn(),
            invoke.tenant(),
            Optional.empty(),
            Optional.empty());
    Objects.requireNonNull(sandboxes.get(parts[0] + "-" + parts[2]))
        .invoke(call, end -> loop.execute(() -> ended(parts, end, reply)));
    return () -> {};
  }

  private void ended(String[] parts, CallEnd end, InvokeReply reply) {
    switch (end) {
      case CallEnd.Answered(byte[] payload) -> answered(parts, payload, reply);
      case CallEnd.Failed failed -> {
        answered.completeExceptionally(new IllegalStateException(failed.toString()));
        reply.ended(new InvokeEnd.Failed(failed, InvokeEnd.Metered.NOTHING));
      }
    }
  }

  /**
   * A function that is called by messages has no destination; what it would send itself is sent for
   * it here, which costs less, and it ends once the broker has that on the disk.
   */
  private void answered(String[] parts, byte[] payload, InvokeReply reply) {
    var end = new InvokeEnd.Answered(payload, InvokeEnd.Metered.NOTHING);
    int step = Integer.parseInt(parts[2]);
    if (step == STEPS) {
      answered.complete(Integer.valueOf(new String(payload, UTF_8)));
      reply.ended(end);
    } else if (parts[1].equals("queue")) {
      String next = "%s-queue-%d".formatted(parts[0], step + 1);
      var _ =
          opened.join().queues().send(next, payload, Map.of(), 0).thenRun(() -> reply.ended(end));
    } else {
      reply.ended(end);
    }
  }

  private void measure(Events events, int rounds) throws Exception {
    var nanos = new TreeMap<String, List<Long>>();
    for (int round = -5; round < rounds; round++) {
      for (String kind : KINDS) {
        for (Way way : Way.values()) {
          long took = chain(events, name(kind, way, 1), Math.max(0, round));
          if (round >= 0) {
            nanos.computeIfAbsent(kind + " " + way, _ -> new ArrayList<>()).add(took);
          }
        }
      }
    }
    report(nanos);
  }

  private static void report(Map<String, List<Long>> nanos) {
    double reference = at(nanos.getOrDefault("process QUEUE", List.of()), 0.5);
    System.out.printf("five functions       %6s %10s %10s   x%n", "n", "p50 ms", "p99 ms");
    nanos.forEach(
        (name, all) ->
            System.out.printf(
                "%-20s %6d %10.2f %10.2f %5.2f%n",
                name.toLowerCase(Locale.ROOT),
                all.size(),
                at(all, 0.5) / 1e6,
                at(all, 0.99) / 1e6,
                reference / at(all, 0.5)));
  }

  private long chain(Events events, String first, int number) throws Exception {
    var call =
        new Invoke(
            "chain-" + number,
            String.valueOf(number).getBytes(UTF_8),
            "default",
            FunctionName.arn(first),
            0,
            false,
            Optional.empty(),
            Optional.empty());
    var mine = new CompletableFuture<Integer>();
    long since = System.nanoTime();
    loop.execute(
        () -> {
          answered = mine;
          var _ = events.async().accept(first, Optional.empty(), call);
        });
    int answer = mine.get(60, TimeUnit.SECONDS);
    long took = System.nanoTime() - since;
    if (answer != number + STEPS) {
      throw new IllegalStateException(first + " answered " + answer);
    }
    settle(events);
    return took;
  }

  /** What the chain leaves to be written must not slow the next one. */
  private void settle(Events events) throws Exception {
    while (CompletableFuture.supplyAsync(events::running, loop).get(10, TimeUnit.SECONDS) > 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static double at(List<Long> nanos, double share) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
  }

  private Sandbox sandbox(SandboxProvider provider, int step, int concurrency) {
    ProgramLimits defaults = ProgramLimits.DEFAULTS;
    var limits =
        new ProgramLimits(
            defaults.memoryBytes(),
            defaults.cpuMillis(),
            defaults.storageBytes(),
            defaults.processes(),
            concurrency,
            defaults.outputBytes(),
            defaults.answerBytes());
    var program =
        new Program(
            "chain-" + step,
            "1",
            new Program.Language("python", "python3.11"),
            "function.handler",
            Optional.empty(),
            Optional.of(code),
            Optional.empty(),
            Map.of(),
            limits,
            false,
            false,
            Map.of());
    provider.prepare(program);
    Sandbox sandbox = provider.create(limits, SandboxListener.NONE);
    sandbox.specialise(program);
    return sandbox;
  }
}
