package dev.hearth.simulator.laboratory;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.LatencyModel;
import dev.hearth.kernel.LongMap;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.simulator.CoRunning;
import dev.hearth.simulator.workload.ColdStart;
import dev.hearth.simulator.workload.FunctionProfile;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The instances of one node: what each holds, and how long what is done to it takes. */
final class LiveInstances {
  private static final long MILLISECOND = 1_000_000L;

  /** Of a run in a configuration that the function's profile does not know. */
  private static final long GIVEN_UP = 60_000 * MILLISECOND;

  private static final int MOST_ROWS = 64;

  /** A sandbox and a runtime without code. */
  private static final ColdStart STEM_CELL =
      new ColdStart(125 * MILLISECOND, 200 * MILLISECOND, 0, 0, 0);

  private final TrialOptions options;
  private final TrialOptions.Node node;
  private final List<FunctionProfile> functions;
  private final Meter meter;
  private final LongMap<Live> live = new LongMap<>();
  private final CoRunning coRunning;

  /** Those that only help others, by their handles. */
  private final TreeMap<Integer, Live> helpers = new TreeMap<>();

  private long busyCpuMillis;

  /** Whether runs of any function slow each other down. */
  private final boolean contended;

  LiveInstances(
      TrialOptions options,
      TrialOptions.Node node,
      List<FunctionProfile> functions,
      Meter meter,
      CoRunning coRunning) {
    this.options = options;
    this.node = node;
    this.functions = functions;
    this.meter = meter;
    this.coRunning = coRunning;
    contended = functions.stream().anyMatch(function -> contention(function) > 0);
  }

  private static double contention(FunctionProfile function) {
    return function.latency().orElse(Profile.NONE) instanceof Profile known
        ? known.contention()
        : 0;
  }

  /** One that runs something, so it is there. */
  Live running(int instance) {
    return Objects.requireNonNull(live.get(instance));
  }

  /** One that would help a run of a function now; the oldest that helps no other. */
  Optional<Live> helper(int function, int rows) {
    if (rows < 2) {
      return Optional.empty();
    }
    return helpers.values().stream()
        .filter(each -> each.busy == 0 && each.readyAt < Long.MAX_VALUE)
        .filter(each -> functions.get(each.function).assists() == function)
        .findFirst();
  }

  /** A run began on an instance. */
  Live runStarted(long now, int instance, int rows) {
    var started = running(instance);
    helper(started.function, rows)
        .ifPresent(
            helper -> {
              started.helper = helper;
              occupy(now, helper);
            });
    occupy(now, started);
    return started;
  }

  private void occupy(long now, Live started) {
    busyCpuMillis += started.resources.cpuMillis();
    meter.runStarted(now, started);
  }

  /**
   * Cores that others keep busy, for models that know a run's length at its start; a profile's runs
   * are slowed down while they go on instead.
   */
  private double beside(LatencyModel latency) {
    return latency instanceof Profile ? 0 : busyCpuMillis / 1e3;
  }

  /** Whether a run goes on among others that slow it down; where none can, its length is known. */
  boolean paces(long run, int instance, long nanos) {
    if (!contended) {
      return false;
    }
    var running = running(instance);
    coRunning.begin(
        run,
        nanos,
        running.resources.cpuMillis() / 1e3,
        contention(functions.get(running.function)));
    return true;
  }

  void runEnded(long now, long run, int instance) {
    if (contended) {
      coRunning.quit(run);
    }
    var ended = live.get(instance);
    if (ended != null) {
      release(now, ended);
      var helper = ended.helper;
      ended.helper = null;
      if (helper != null && helpers.containsValue(helper)) {
        release(now, helper);
      }
    }
  }

  private void release(long now, Live ended) {
    busyCpuMillis -= ended.resources.cpuMillis();
    meter.runEnded(now, ended);
  }

  /**
   * How long a run takes, as far as that is known at its start: with help, if there is any for it.
   *
   * @param durationNanos where the function has no model of its latency
   */
  long runNanos(int instance, int function, int rows, long durationNanos) {
    var running = running(instance);
    int by = helper(function, rows).map(help -> help.function).orElse(function);
    var latency = functions.get(by).latency();
    long nanosAtSpeedOne =
        latency.isPresent()
            ? known(latency.get(), function, rows, running.resources)
            : durationNanos;
    return (long) (nanosAtSpeedOne / speed(running));
  }

  /**
   * Fewer rows than any known take as long as the fewest known; what nobody knows never ends well.
   */
  private long known(LatencyModel latency, int function, int rows, Resources resources) {
    double beside = beside(latency);
    for (int of = rows; of <= Math.max(rows, MOST_ROWS); of++) {
      long estimate = latency.estimate(function, of, resources, beside);
      if (estimate >= 0) {
        return estimate;
      }
    }
    return GIVEN_UP;
  }

  /** A change was asked for: a new instance holds its memory from now on. */
  void asked(long now, int instance, Change what) {
    if (what instanceof Change.Create create) {
      var configuration = create.configuration();
      var started =
          new Live(
              create.function(), hardware(configuration.hardware()), configuration.resources());
      live.put(instance, started);
      if (assists(create.function())) {
        helpers.put(instance, started);
      }
      meter.instanceStarts(now, started);
    }
  }

  /** A change is done. */
  void done(long now, int instance, Change what) {
    var changed = live.get(instance);
    if (changed == null) {
      return;
    }
    switch (what) {
      case Change.Create _ -> changed.readyAt = now;
      case Change.Bind bind -> bound(now, changed, bind.function());
      case Change.Load load -> {
        changed.loaded.put(load.function(), load.bytes());
        meter.loaded(now, changed, load.bytes());
      }
      case Change.Unload unload -> {
        var bytes = changed.loaded.remove(unload.function());
        meter.loaded(now, changed, bytes == null ? 0 : -bytes);
      }
      case Change.Prepare prepare -> changed.prepared.addAll(prepare.functions());
      case Change.Destroy _ -> {
        live.remove(instance);
        helpers.remove(instance);
        meter.instanceGone(now, changed);
      }
    }
  }

  private void bound(long now, Live changed, int function) {
    long before = changed.heldBytes();
    changed.loaded.clear();
    changed.prepared.clear();
    changed.function = function;
    var resourcesBefore = changed.resources;
    changed.resources = functions.get(function).configuration().resources();
    changed.memoryBytes = changed.resources.memoryBytes();
    changed.readyAt = now;
    meter.bound(now, changed, before, resourcesBefore);
  }

  /** How long a change takes. */
  long nanos(int instance, Change what) {
    var changed = live.get(instance);
    if (changed == null) {
      return 0;
    }
    double nanos =
        switch (what) {
          case Change.Create create -> phases(create.function()).totalNanos();
          case Change.Bind bind -> bindNanos(changed, bind.function());
          case Change.Load load -> {
            var phases = phases(load.function());
            yield phases.librariesNanos() + phases.modelNanos();
          }
          case Change.Prepare prepare -> librariesNanos(prepare.functions());
          case Change.Unload _ -> MILLISECOND;
          case Change.Destroy _ -> 0;
        };
    long boot = what instanceof Change.Create ? hardwareOf(changed).bootNanos() : 0;
    return boot + (long) (nanos / speed(changed));
  }

  private long librariesNanos(List<Integer> prepared) {
    long sum = 0;
    for (int function : prepared) {
      sum += phases(function).librariesNanos();
    }
    return sum;
  }

  private long bindNanos(Live bound, int function) {
    var phases = phases(function);
    if (bound.loaded.containsKey(function)) {
      return MILLISECOND;
    }
    return bound.prepared.contains(function)
        ? phases.modelNanos() + phases.deviceNanos()
        : phases.artifactNanos();
  }

  private boolean assists(int function) {
    return function < functions.size() && functions.get(function).assists() != Revision.NOTHING;
  }

  private ColdStart phases(int function) {
    return function < functions.size() ? functions.get(function).coldStart() : STEM_CELL;
  }

  private double speed(Live instance) {
    return hardwareOf(instance).speed();
  }

  private TrialOptions.Hardware hardwareOf(Live instance) {
    return options.hardware().get(instance.hardware);
  }

  private int hardware(String wish) {
    var wanted = wish.isEmpty() ? node.hardware() : wish;
    var classes = options.hardware();
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i).name().equals(wanted)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "there is no hardware '%s' here, only %s"
            .formatted(wanted, classes.stream().map(TrialOptions.Hardware::name).toList()));
  }
}
