package dev.hearth.simulator.trace;

import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.simulator.workload.ColdStart;
import dev.hearth.simulator.workload.ColdStartModel;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.Settings;
import dev.hearth.simulator.workload.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What traces that tell only arrivals are told of their functions. */
record Profiles(long memoryBytes, ColdStart coldStart, Objective objective) {
  static List<Parameter> parameters(Parameter... own) {
    return Stream.concat(
            Stream.of(own),
            Stream.of(
                new Parameter("memory", "memory", "256MiB", "of an instance"),
                new Parameter("cold-start", "time", "model", "model or a time"),
                new Parameter("objective", "time", "none", "latency at the 99th percentile")))
        .toList();
  }

  static Profiles of(Settings settings) {
    long memory = settings.bytes("memory");
    var model = ColdStartModel.USUAL.of(memory);
    return new Profiles(
        memory,
        settings.is("cold-start", "model") ? model : model.scaledTo(settings.nanos("cold-start")),
        settings.is("objective", "none")
            ? Objective.NONE
            : new Objective(settings.nanos("objective"), 99));
  }

  FunctionProfile profile(String name, String application) {
    return profile(name, application, objective);
  }

  FunctionProfile profile(String name, String application, Objective own) {
    return new FunctionProfile(
        name, application, Shape.configuration(memoryBytes), coldStart, own, Optional.empty());
  }
}
