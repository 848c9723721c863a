package dev.hearth.node;

import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.operators.Composition;
import dev.hearth.inference.operators.OperatorDatabase;
import dev.hearth.inference.operators.OperatorFile;
import dev.hearth.inference.operators.OperatorProfiler;
import dev.hearth.inference.operators.Tracer;
import dev.hearth.inference.pipeline.PipelineRuntime;
import dev.hearth.inference.profile.ProfilePlan;
import dev.hearth.inference.profile.SampleInputs;
import dev.hearth.kernel.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Profiles the operators of models and composes the models' profiles of them. Used on the thread
 * that profiles only.
 */
final class OperatorRuns {
  private static final double MEDIAN = 0.5;

  private final OnnxRuntime engine;
  private final Path file;
  private final String machine;

  OperatorRuns(OnnxRuntime engine, Path directory, String machine) {
    this.engine = engine;
    file = directory.resolve("operators.txt");
    this.machine = machine;
  }

  /** Profiles, and keeps what it learns of operators for other models; blocks. */
  Profile profile(
      Deployed version,
      SampleInputs inputs,
      ProfilePlan plan,
      BooleanSupplier stopped,
      OperatorProfiler.Listener listener) {
    OperatorDatabase operators = OperatorFile.read(file, machine);
    var profiler =
        new OperatorProfiler(
            new Tracer(engine, inputs, MEDIAN, stopped), operators, Composition.Fold.SEQUENTIAL);
    Profile profile =
        profiler.profile(
            tracing ->
                new PipelineRuntime(tracing)
                    .open(
                        version.artifact(),
                        version.manifest().pipeline(),
                        version.files(),
                        RuntimeOptions.defaults()),
            plan,
            listener);
    try {
      OperatorFile.write(file, machine, operators);
    } catch (IOException e) {
      throw new UncheckedIOException("operators cannot be kept in " + file + ": " + e, e);
    }
    return profile;
  }
}
