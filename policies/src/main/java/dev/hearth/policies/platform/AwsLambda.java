package dev.hearth.policies.platform;

import dev.hearth.kernel.AdmissionPolicy;
import dev.hearth.kernel.AllocationPolicy;
import dev.hearth.kernel.CpuClass;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RunView;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import dev.hearth.policies.scaling.QueueLength;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * AWS Lambda (2014; L. Wang et al., Peeking behind the curtains, ATC 2018) as known from outside.
 *
 * <ul>
 *   <li>Scaling: an instance for each request, {@code desired = queued + running}.
 *   <li>Warmth: an idle instance stays for a time the provider does not say; here it is drawn
 *       evenly from {@code keep-alive ± spread} each time it idles.
 *   <li>Admission: an account may have {@code burst} requests in hand at once, {@code growth} more
 *       with each minute it needs them, {@code concurrency} at most ({@link ConcurrencyCap}); what
 *       is beyond is refused. The node is one account.
 *   <li>Allocation: CPU in proportion to memory, one core for {@code core-memory}, never more than
 *       the instance reserved.
 * </ul>
 *
 * <p>The bill is {@link Tariff#AWS_LAMBDA}. Not here: packing instances onto a tenant's virtual
 * machines, and the queue of asynchronous invocations with its two retries. The numbers are those
 * of the provider's documentation as remembered; the time idle instances stay is unspecified.
 *
 * <p>Parameters: {@code keep-alive} (6m), {@code spread} (1m), {@code concurrency} (1000), {@code
 * burst} (500), {@code growth} (500 a minute), {@code core-memory} (1769MiB).
 */
public final class AwsLambda
    implements AdmissionPolicy, ScalingPolicy, WarmthPolicy, AllocationPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "aws-lambda",
          Suite.Scope.NODE,
          EnumSet.of(Role.ADMISSION, Role.SCALING, Role.WARMTH, Role.ALLOCATION),
          "AWS Lambda, 2014; Wang et al., Peeking Behind the Curtains, ATC 2018",
          List.of(
              new Suite.Parameter("keep-alive", "time", "6m", "how long an idle one stays"),
              new Suite.Parameter("spread", "time", "1m", "around it, drawn evenly"),
              new Suite.Parameter("concurrency", "requests", "1000", "in hand at most"),
              new Suite.Parameter("burst", "requests", "500", "in hand at once"),
              new Suite.Parameter("growth", "requests/min", "500", "more with each minute"),
              new Suite.Parameter("core-memory", "memory", "1769MiB", "that comes with one core")),
          (parameters, context) -> new AwsLambda(Config.of(parameters), context.random()));

  /** Its parameters. */
  record Config(
      long keepAliveNanos,
      long spreadNanos,
      int concurrency,
      int burst,
      int growth,
      long coreBytes) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.nanos("keep-alive"),
          parameters.nanos("spread"),
          parameters.count("concurrency", 1),
          parameters.count("burst", 1),
          parameters.count("growth", 0),
          Math.max(1, parameters.bytes("core-memory")));
    }
  }

  private static final int REMEMBERED = 64;
  private static final long RETRY_AFTER_NANOS = 1_000_000_000L;

  private final Config config;
  private final RandomGenerator random;
  private final ConcurrencyCap cap;
  private final QueueLength oneEach = new QueueLength(new QueueLength.Config(1));
  private final @Nullable Resources[] reservations = new @Nullable Resources[REMEMBERED];
  private final @Nullable Grant[] grants = new @Nullable Grant[REMEMBERED];
  private int inHand;
  private int ceiling;

  AwsLambda(Config config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    cap = new ConcurrencyCap(config.burst(), config.growth(), config.concurrency());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ENDED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Ended ended) {
      inHand = Math.max(0, inHand - ended.run().size());
    }
  }

  @Override
  public Admission admit(long now, InvocationView invocation, PoolView pool, View view) {
    ceiling = cap.at(now, inHand);
    if (inHand >= ceiling) {
      inHand = counted(view);
      ceiling = cap.at(now, inHand);
    }
    if (inHand >= ceiling) {
      return refusal();
    }
    inHand++;
    return Admission.ACCEPT;
  }

  /** Of those that left the queue unserved nobody tells. */
  private static int counted(View view) {
    int count = 0;
    for (var pool : view.pools()) {
      count += pool.queued() + pool.running();
    }
    return count;
  }

  private Admission refusal() {
    return new Admission.Reject(
        Outcome.Refusal.OVERLOADED,
        "the account has its limit of " + ceiling + " requests in hand",
        RETRY_AFTER_NANOS);
  }

  @Override
  public int desired(long now, PoolView pool) {
    return oneEach.desired(now, pool);
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    long off = (long) ((2 * random.nextDouble() - 1) * config.spreadNanos());
    return instance.idleSince() + Math.max(0, config.keepAliveNanos() + off);
  }

  /** Thousandths of a core that come with so much memory. */
  long cpuMillis(long memoryBytes) {
    return memoryBytes * 1_000 / config.coreBytes();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a miss only makes an equal grant anew
  public Grant grant(long now, RunView run, View view) {
    var reserved = run.instance().configuration().resources();
    int place = Math.floorMod(run.instance().function(), REMEMBERED);
    var known = grants[place];
    if (known != null && reservations[place] == reserved) {
      return known;
    }
    int cpu = (int) Math.min(reserved.cpuMillis(), cpuMillis(reserved.memoryBytes()));
    var grant = new Grant(cpu, reserved.memoryBytes(), CpuClass.DEFAULT, 0, List.of());
    reservations[place] = reserved;
    grants[place] = grant;
    return grant;
  }

  @Override
  public String why(int function) {
    return "%d of %d in hand, an instance for each; an idle one stays %s, %s more or less"
        .formatted(
            inHand, ceiling, Said.time(config.keepAliveNanos()), Said.time(config.spreadNanos()));
  }
}
