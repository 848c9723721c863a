package dev.hearth.policies.mark;

import dev.hearth.policies.learning.Forecaster;
import dev.hearth.policies.learning.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The load of steps to come, of loads by step, each the greatest rate of any window in it.
 *
 * <ul>
 *   <li>{@code holt}: exponential smoothing with a damped trend (E. S. Gardner and E. McKenzie,
 *       1985), {@code l = α x + (1-α)(l + φ b)}, {@code b = β (l - l before) + (1-β) φ b}, {@code l
 *       + (φ + ... + φ^h) b} after {@code h} steps; α 0.3, β 0.1, φ 0.8.
 *   <li>{@code lstm}: a recurrent network of 16 units trained at each step on what it has seen, as
 *       the authors do ahead of time with 32 or 64; one step ahead, held over those after it.
 *   <li>{@code max}: the greatest so far, as the authors' release in the place of its network.
 * </ul>
 */
final class LoadForecast {
  private static final double LEVEL = 0.3;
  private static final double TREND = 0.1;
  private static final double DAMPING = 0.8;
  private static final int HIDDEN = 16;
  private static final int WINDOW = 10;
  private static final int REMEMBERED = 240;
  private static final int TRAININGS = 20;

  /** How it foresees. */
  enum Kind {
    HOLT,
    LSTM,
    MAX
  }

  private final Kind kind;
  private final Series loads = new Series(REMEMBERED);
  private final Forecaster network;
  private final RandomGenerator random;
  private double level;
  private double trend;
  private double greatest;

  LoadForecast(Kind kind, RandomGenerator random) {
    this.kind = kind;
    this.random = random;
    network = new Forecaster(HIDDEN, WINDOW, 0.003, random);
  }

  /** A step is over. */
  void add(double load) {
    loads.add(load);
    greatest = Math.max(greatest, load);
    double before = level;
    level = loads.size() == 1 ? load : LEVEL * load + (1 - LEVEL) * (before + DAMPING * trend);
    trend = loads.size() == 1 ? 0 : TREND * (level - before) + (1 - TREND) * DAMPING * trend;
    int trainable = loads.size() - WINDOW;
    for (int i = 0; kind == Kind.LSTM && trainable > 0 && i < TRAININGS; i++) {
      network.train(loads, random.nextInt(trainable));
    }
  }

  /** Requests a second in each of the next steps, times {@code factor}. */
  List<Double> next(int steps, double factor) {
    var forecast = new ArrayList<Double>();
    double ahead = level;
    double slope = trend;
    double flat = kind == Kind.LSTM ? network.predict(loads) : greatest;
    for (int step = 0; step < steps; step++) {
      slope *= DAMPING;
      ahead += slope;
      forecast.add(factor * Math.max(0, kind == Kind.HOLT ? ahead : flat));
    }
    return forecast;
  }
}
