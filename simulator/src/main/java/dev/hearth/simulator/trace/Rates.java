package dev.hearth.simulator.trace;

import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.simulator.workload.ArrivalProcess;
import dev.hearth.simulator.workload.Durations;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.ProcessWorkload;
import dev.hearth.simulator.workload.Settings;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rates of arrivals: requests in one {@code step} of time after another, one a line, or several on
 * a line, or {@code second,requests} under a header, where the second is the number of the step;
 * what is said of one step twice is added. Each file of a directory is a function.
 *
 * <p>With {@code axis=functions} the rates are those of as many functions, each with its rate for
 * {@code hours}.
 */
public final class Rates implements TraceReader {
  private static final double HOUR_NANOS = 3_600e9;
  private static final int MOST_FUNCTIONS = 1 << 20;

  @Override
  public String format() {
    return "rates";
  }

  @Override
  public String meaning() {
    return "requests in each step of time, or second,requests";
  }

  @Override
  public List<Parameter> parameters() {
    return Profiles.parameters(
        new Parameter("step", "time", "1s", "for which a rate holds"),
        new Parameter("scale", "", "1", "of all rates"),
        new Parameter("placement", "", "poisson", "in the step: uniform, start, even, poisson"),
        new Parameter("axis", "", "time", "what follows from rate to rate: time or functions"),
        new Parameter("hours", "hours", "1", "length where rates are of functions"),
        new Parameter("duration", "time", "100ms", "execution time"));
  }

  @Override
  public boolean recognises(Path path, String firstLine) {
    return firstLine.matches("(?i)\"?(second|minute|step)\"?\\s*,\\s*\"?requests\"?")
        || firstLine.matches("[\\s0-9.eE+,-]*[0-9][\\s0-9.eE+,-]*");
  }

  @Override
  public Workload read(Path path, Settings settings, Source source) {
    var made = new Made(settings);
    boolean functions = settings.word("axis", List.of("time", "functions")).equals("functions");
    for (var file : DataFiles.of(path)) {
      var rates = new RateRows(source).read(file);
      if (functions) {
        made.functions(DataFiles.stem(file), rates);
      } else {
        made.steps(DataFiles.stem(file), rates);
      }
    }
    return made.workload(DataFiles.stem(path), source.fingerprint().text());
  }

  /** The functions as they are made. */
  private static final class Made {
    private final Profiles profiles;
    private final Placer placer;
    private final double scale;
    private final long length;
    private final Durations duration;
    private final List<FunctionProfile> functions = new ArrayList<>();
    private final List<ArrivalProcess> processes = new ArrayList<>();
    private long longest;

    Made(Settings settings) {
      profiles = Profiles.of(settings);
      placer =
          new Placer(
              Placement.valueOf(
                  settings.word("placement", Placement.words()).toUpperCase(Locale.ROOT)),
              settings.nanos("step"));
      scale = settings.number("scale", 0, 1e9);
      length = (long) (settings.number("hours", 0.001, 87_840) * HOUR_NANOS);
      duration = Durations.fixed(settings.nanos("duration"));
    }

    void steps(String name, SparseRates rates) {
      functions.add(profiles.profile(name, name));
      processes.add(new Steps(placer, rates.size(), step -> rates.at(step) * scale));
      longest = Math.max(longest, rates.size() * placer.stepNanos());
    }

    void functions(String name, SparseRates rates) {
      if (functions.size() + rates.size() > MOST_FUNCTIONS) {
        throw new TraceException(
            "%s has rates of more functions than a trace may have, %d"
                .formatted(name, MOST_FUNCTIONS));
      }
      int steps = Math.toIntExact(Math.max(1, length / placer.stepNanos()));
      for (int function = 0; function < rates.size(); function++) {
        functions.add(profiles.profile("%s-%05d".formatted(name, function), name));
        processes.add(Steps.even(placer, rates.at(function) * scale, steps));
      }
      longest = steps * placer.stepNanos();
    }

    Workload workload(String name, String fingerprint) {
      return new ProcessWorkload(
          name,
          functions,
          processes,
          java.util.Collections.nCopies(functions.size(), duration),
          longest,
          fingerprint);
    }
  }
}
