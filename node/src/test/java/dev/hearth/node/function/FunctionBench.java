package dev.hearth.node.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.CallObserver;
import dev.hearth.functions.Concurrency;
import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeReply;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.World;
import dev.hearth.policies.Registry;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Providers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** The real kernel and the real functions on a loop whose time the test turns by hand. */
final class FunctionBench implements EventLoop, World {
  static final long SECOND = 1_000_000_000L;
  static final long MIB = 1L << 20;

  final TestSandboxes sandboxes = new TestSandboxes();
  final List<String> observed = new ArrayList<>();
  final NodeFunctions functions;
  final FunctionWorld world;
  private final ServedVersions versions = new ServedVersions();
  private final Kernel kernel;
  private final ArrayDeque<Runnable> posted = new ArrayDeque<>();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::at));
  private long now;
  private int handles;

  private record Later(long at, Runnable work) {}

  /** A reply that is remembered. */
  static final class Reply implements InvokeReply {
    final List<String> parts = new ArrayList<>();
    final List<InvokeEnd> ends = new ArrayList<>();
    Runnable cancel = () -> {};

    @Override
    public void part(byte[] bytes) {
      parts.add(new String(bytes, UTF_8));
    }

    @Override
    public void ended(InvokeEnd end) {
      ends.add(end);
    }

    InvokeEnd end() {
      if (ends.size() != 1) {
        throw new AssertionError("one end expected, not " + ends);
      }
      return ends.getFirst();
    }

    boolean open() {
      return ends.isEmpty();
    }
  }

  /** Does at once what it is given: the test is the only thread. */
  private static final class Direct extends AbstractExecutorService {
    @Override
    public void execute(Runnable work) {
      work.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  FunctionBench() {
    var registry = new Registry();
    var capacity = Resources.of(4_000, 1_024 * MIB);
    world = new FunctionWorld(this, versions, new Direct(), new Direct(), () -> 1_000_000L);
    kernel =
        new Kernel(
            new KernelOptions(0, capacity, Limits.DEFAULTS, PolicyChoice.DEFAULTS, 1),
            registry,
            this);
    functions =
        new NodeFunctions(
            this,
            world,
            versions,
            new Providers(List.of(sandboxes)),
            new Revisions(capacity, PolicyChoice.DEFAULTS, _ -> PolicyChoice.DEFAULTS),
            () -> ++handles,
            this::pool,
            FunctionMeasures.Source.NONE,
            new Direct());
    world.observe(
        new CallObserver() {
          @Override
          public void line(FunctionVersion version, int instance, String requestId, String text) {
            observed.add(requestId + ": " + text);
          }
        });
  }

  private Optional<PoolView> pool(int handle) {
    return kernel.view().pools().stream()
        .filter(pool -> pool.function() == handle)
        .map(PoolView.class::cast)
        .findFirst();
  }

  FunctionVersion version(int concurrency, boolean idempotent) {
    return version("index.handler", concurrency, idempotent);
  }

  FunctionVersion version(String handler, int concurrency, boolean idempotent) {
    var limits = new ProgramLimits(128 * MIB, 1_000, 0, 16, concurrency, 1_024, 1_024);
    return new FunctionVersion(
        "echo",
        "1",
        "arn:aws:lambda:local:000000000000:function:echo:1",
        new FunctionConfiguration(
            "python3.11",
            handler,
            Optional.empty(),
            "",
            "",
            "test",
            Isolation.PROCESS,
            false,
            Map.of("KEY", "secret"),
            limits,
            3 * SECOND,
            false,
            idempotent,
            Long.MAX_VALUE,
            Map.of(),
            Map.of()),
        Optional.empty());
  }

  int serve(FunctionVersion version, Concurrency concurrency) {
    var handle = functions.serve(version, concurrency).toCompletableFuture();
    turn();
    return handle.join();
  }

  int serve() {
    return serve(version(1, false), Concurrency.NONE);
  }

  static Concurrency concurrency(int reserved, int provisioned) {
    return new Concurrency(OptionalInt.of(reserved), provisioned);
  }

  Reply invoke(int handle, String payload) {
    var reply = new Reply();
    reply.cancel = functions.invoke(handle, call(payload), reply);
    turn();
    return reply;
  }

  static Invoke call(String payload) {
    return new Invoke(
        "request-" + payload,
        payload.getBytes(UTF_8),
        "default",
        "arn",
        10 * SECOND,
        true,
        Optional.empty(),
        Optional.empty());
  }

  /** Lets the loop do what was posted and what is due. */
  void turn() {
    do {
      while (!posted.isEmpty()) {
        posted.poll().run();
      }
      while (!later.isEmpty() && later.peek().at() <= now) {
        later.poll().work().run();
      }
      if (kernel.nextWake() <= now) {
        kernel.tick(now);
      }
    } while (!posted.isEmpty() || kernel.nextWake() <= now);
  }

  /** Lets time go by, instant by instant of what is due. */
  void pass(long nanos) {
    long end = now + nanos;
    while (now < end) {
      long next = later.isEmpty() ? end : later.peek().at();
      now = Math.max(now + 1, Math.min(end, Math.min(next, kernel.nextWake())));
      turn();
    }
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long instant() {
    return now;
  }

  @Override
  public Inputs inputs() {
    return kernel;
  }

  @Override
  public void post(Runnable work) {
    posted.add(work);
  }

  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public void schedule(long delayNanos, Runnable work) {
    later.add(new Later(now + delayNanos, work));
  }

  @Override
  public void change(long change, int instance, Change what) {
    world.change(change, instance, what);
  }

  @Override
  public void run(long run, int instance, int slot, Members members, Grant grant) {
    world.run(run, instance, members);
  }

  @Override
  public void abort(long run, int member, Cause cause) {
    world.abort(run);
  }

  @Override
  public void regrant(long run, Grant grant) {}

  @Override
  public void reply(long invocation, Outcome outcome) {
    world.reply(invocation, outcome);
  }

  @Override
  public void plan(long request, PlanRequest what) {}

  @Override
  public void send(int node, Message message) {}
}
