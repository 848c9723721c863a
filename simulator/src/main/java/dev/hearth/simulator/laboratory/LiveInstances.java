package dev.hearth.simulator.laboratory;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.LongMap;
import dev.hearth.simulator.workload.ColdStart;
import dev.hearth.simulator.workload.FunctionProfile;
import java.util.List;
import java.util.Objects;

/** The instances of one node: what each holds, and how long what is done to it takes. */
final class LiveInstances {
  private static final long MILLISECOND = 1_000_000L;

  /** A sandbox and a runtime without code. */
  private static final ColdStart STEM_CELL =
      new ColdStart(125 * MILLISECOND, 200 * MILLISECOND, 0, 0, 0);

  private final TrialOptions options;
  private final TrialOptions.Node node;
  private final List<FunctionProfile> functions;
  private final Meter meter;
  private final LongMap<Live> live = new LongMap<>();
  private long busyCpuMillis;

  LiveInstances(
      TrialOptions options, TrialOptions.Node node, List<FunctionProfile> functions, Meter meter) {
    this.options = options;
    this.node = node;
    this.functions = functions;
    this.meter = meter;
  }

  /** One that runs something, so it is there. */
  Live running(int instance) {
    return Objects.requireNonNull(live.get(instance));
  }

  /** A run began on an instance. */
  Live runStarted(long now, int instance) {
    var started = running(instance);
    busyCpuMillis += started.resources.cpuMillis();
    meter.runStarted(now, started);
    return started;
  }

  /** Cores that runs keep busy. */
  double busyCores() {
    return busyCpuMillis / 1e3;
  }

  void runEnded(long now, int instance) {
    var ended = live.get(instance);
    if (ended != null) {
      busyCpuMillis -= ended.resources.cpuMillis();
      meter.runEnded(now, ended);
    }
  }

  long runNanos(int instance, long nanosAtSpeedOne) {
    return (long) (nanosAtSpeedOne / speed(running(instance)));
  }

  /** A change was asked for: a new instance holds its memory from now on. */
  void asked(long now, int instance, Change what) {
    if (what instanceof Change.Create create) {
      var configuration = create.configuration();
      var started =
          new Live(
              create.function(), hardware(configuration.hardware()), configuration.resources());
      live.put(instance, started);
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
    return (long) (nanos / speed(changed));
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

  private ColdStart phases(int function) {
    return function < functions.size() ? functions.get(function).coldStart() : STEM_CELL;
  }

  private double speed(Live instance) {
    return options.hardware().get(instance.hardware).speed();
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
