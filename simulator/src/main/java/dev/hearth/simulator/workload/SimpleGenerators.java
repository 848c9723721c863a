package dev.hearth.simulator.workload;

import dev.hearth.kernel.Suite.Parameter;
import java.util.List;

/** Loads of one character each. */
final class SimpleGenerators {
  private SimpleGenerators() {}

  private static Parameter rate(String meaning) {
    return new Parameter("rate", "1/s", "1", meaning);
  }

  /** Arrivals that know nothing of each other. */
  static final class PoissonLoad extends Uniform {
    PoissonLoad() {
      super("poisson", "a Poisson process", rate("of each function"));
    }

    @Override
    ArrivalProcess process(Settings settings, long lengthNanos, Fingerprint fingerprint) {
      return new Renewal.Erlang(gapNanos(settings, "rate"), 1).under(Rhythm.EVEN);
    }
  }

  /** A process with two states, by its rates or by a row of a file of fits. */
  static final class MmppLoad extends Uniform {
    private static final double MOST = 1e7;

    MmppLoad() {
      super(
          "mmpp",
          "a Poisson process between two rates, or a fitted two-state MAP",
          new Parameter("low", "1/s", "0.5", "rate in the first state"),
          new Parameter("high", "1/s", "20", "rate in the second state"),
          new Parameter("stay-low", "time", "5m", "mean time in the first state"),
          new Parameter("stay-high", "time", "30s", "mean time in the second state"),
          new Parameter(
              "file", "", "none", "CSV of fits d0_00,d0_01,...,d1_11 a second, in place of rates"),
          new Parameter("row", "", "1", "which fit of the file"),
          new Parameter("scale", "", "1", "of all rates"));
    }

    @Override
    ArrivalProcess process(Settings settings, long lengthNanos, Fingerprint fingerprint) {
      var map =
          settings.is("file", "none")
              ? Map2.mmpp(
                  List.of(settings.number("low", 0, MOST), settings.number("high", 0, MOST)),
                  List.of(1e9 / settings.nanos("stay-low"), 1e9 / settings.nanos("stay-high")))
              : MapFile.read(
                  settings.text("file"), (int) settings.count("row", 1, 1_000_000), fingerprint);
      return map.times(settings.number("scale", 1e-9, 1e9)).under(Rhythm.EVEN);
    }
  }

  /** A rate that follows a sine. */
  static final class DiurnalLoad extends Uniform {
    private static final int STEPS = 96;

    DiurnalLoad() {
      super(
          "diurnal",
          "a Poisson process whose rate follows a sine",
          rate("mean of each function"),
          new Parameter("swing", "", "0.8", "highest rate above the mean, as a share of it"),
          new Parameter("period", "time", "24h", "from peak to peak; the trough comes first"));
    }

    @Override
    ArrivalProcess process(Settings settings, long lengthNanos, Fingerprint fingerprint) {
      double swing = settings.number("swing", 0, 1);
      long step = Math.max(1, settings.nanos("period") / STEPS);
      var factors = new double[Math.toIntExact(Math.ceilDiv(lengthNanos, step))];
      for (int place = 0; place < factors.length; place++) {
        factors[place] = 1 - swing * StrictMath.cos(2 * Math.PI * (place + 0.5) / STEPS);
      }
      return new Renewal.Erlang(gapNanos(settings, "rate"), 1).under(new Rhythm(step, factors));
    }
  }

  /** Clockwork. */
  static final class PeriodicLoad extends Uniform {
    PeriodicLoad() {
      super(
          "periodic",
          "the same gap always, at a phase of each function's own",
          new Parameter("period", "time", "10m", "from one arrival to the next"),
          new Parameter("jitter", "", "0", "latest delay of an arrival, as a share of the period"));
    }

    @Override
    ArrivalProcess process(Settings settings, long lengthNanos, Fingerprint fingerprint) {
      double period = settings.nanos("period");
      return new Renewal.Periodic(period, period * settings.number("jitter", 0, 1))
          .under(Rhythm.EVEN);
    }
  }

  /** Long silence, then one or a few. */
  static final class SporadicLoad extends Uniform {
    SporadicLoad() {
      super(
          "sporadic",
          "long silences with one arrival or a few between them",
          new Parameter("gap", "time", "20m", "mean silence"),
          new Parameter("burst", "", "3", "mean number of arrivals between two silences"),
          new Parameter("within", "time", "2s", "mean gap between those"));
    }

    @Override
    ArrivalProcess process(Settings settings, long lengthNanos, Fingerprint fingerprint) {
      return new Bursts(
              settings.nanos("gap"), settings.number("burst", 1, 1e9), settings.nanos("within"))
          .under(Rhythm.EVEN);
    }
  }

  /** Load that is always there, and surges. */
  static final class BurstyLoad extends Uniform {
    BurstyLoad() {
      super(
          "bursty",
          "a low rate with surges",
          rate("between surges"),
          new Parameter("surge", "", "20", "rate in a surge, as a multiple"),
          new Parameter("every", "time", "10m", "mean time between surges"),
          new Parameter("lasting", "time", "30s", "mean length of a surge"));
    }

    @Override
    ArrivalProcess process(Settings settings, long lengthNanos, Fingerprint fingerprint) {
      double rate = 1e9 / gapNanos(settings, "rate");
      return Map2.mmpp(
              List.of(rate, rate * settings.number("surge", 1, 1e6)),
              List.of(1e9 / settings.nanos("every"), 1e9 / settings.nanos("lasting")))
          .under(Rhythm.EVEN);
    }
  }
}
