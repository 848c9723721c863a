package dev.hearth.policies.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * How full a buffer is when it is emptied: at {@code B} requests, or {@code T} seconds after its
 * first one. The requests after the first are the level of a Markov chain whose phase is that of
 * the arrivals:
 *
 * <pre>
 * g_i = (l_i / w_i) / min(B, floor(l_i T + 1)),  start = g / Σg        phase of the first request
 * p   = [start, 0, ...] · exp(Q T)                                     Q: D0 on its diagonal (0 in
 * p_k = Σ phases of level k - 1 for k &lt; B, the rest for B              the last level), D1 above it
 * </pre>
 *
 * <p>The exponential is taken of the vector alone by uniformisation, {@code Σ Poisson(ΛT; n) · v (I
 * + Q/Λ)^n}, of which no term is negative. Up to level {@code B - 1} the chain does not know {@code
 * B}, so one chain serves all batches.
 */
final class Buffer {
  private static final double NEGLIGIBLE = 1e-14;

  private final ArrivalProcess arrivals;
  private final int most;

  /** For each phase of the first request the levels by phase, at the time reached. */
  private final double[][] states;

  private double seconds;

  /**
   * @param most the largest batch considered
   */
  Buffer(ArrivalProcess arrivals, int most) {
    this.arrivals = arrivals;
    this.most = most;
    states = new double[arrivals.phases()][most * arrivals.phases()];
    for (int phase = 0; phase < states.length; phase++) {
      states[phase][phase] = 1;
    }
  }

  /** Goes on to so many seconds after the first request, not back. */
  Buffer at(double later) {
    if (later > seconds) {
      for (var state : states) {
        evolve(state, later - seconds);
      }
      seconds = later;
    }
    return this;
  }

  /** {@code p_1 ... p_B}: of all emptyings, the share with so many requests. */
  List<Double> sizes(int batch) {
    var start = start(batch);
    var sizes = new ArrayList<Double>();
    double rest = 1;
    for (int level = 0; level < batch - 1; level++) {
      double sum = 0;
      for (int phase = 0; phase < start.length; phase++) {
        sum += start[phase] * level(states[phase], level);
      }
      sizes.add(sum);
      rest -= sum;
    }
    sizes.add(Math.max(0, rest));
    return sizes;
  }

  private double[] start(int batch) {
    if (arrivals.phases() == 1) {
      return new double[] {1};
    }
    var start = new double[] {weight(0, batch), weight(1, batch)};
    double sum = start[0] + start[1];
    if (!(sum > 0) || Double.isInfinite(sum)) {
      return new double[] {0.5, 0.5};
    }
    start[0] /= sum;
    start[1] /= sum;
    return start;
  }

  private double weight(int phase, int batch) {
    double staying = arrivals.staying(phase);
    double full = Math.min(batch, Math.floor(staying * seconds + 1));
    return staying / arrivals.leaving(phase) / full;
  }

  private double level(double[] state, int level) {
    double sum = 0;
    for (int phase = 0; phase < states.length; phase++) {
      sum += state[level * states.length + phase];
    }
    return sum;
  }

  private void evolve(double[] state, double span) {
    double uniform = 0;
    for (int phase = 0; phase < states.length; phase++) {
      uniform = Math.max(uniform, -arrivals.d0(phase, phase));
    }
    int steps = Math.max(1, (int) Math.ceil(uniform * span / 50));
    for (int step = 0; step < steps; step++) {
      evolve(state, span / steps, uniform);
    }
  }

  private void evolve(double[] state, double span, double uniform) {
    double mean = uniform * span;
    double weight = StrictMath.exp(-mean);
    double left = 1 - weight;
    var power = state.clone();
    scale(state, weight);
    for (int n = 1; left > NEGLIGIBLE && n < 1_000; n++) {
      power = jump(power, uniform);
      weight *= mean / n;
      left -= weight;
      for (int i = 0; i < state.length; i++) {
        state[i] += weight * power[i];
      }
    }
  }

  /** {@code v (I + Q/Λ)}; what goes beyond the last level is not kept. */
  private double[] jump(double[] v, double uniform) {
    int phases = states.length;
    var next = new double[v.length];
    for (int level = 0; level < most; level++) {
      for (int from = 0; from < phases; from++) {
        double mass = v[level * phases + from];
        next[level * phases + from] += mass;
        for (int to = 0; to < phases; to++) {
          next[level * phases + to] += mass * arrivals.d0(from, to) / uniform;
          if (level + 1 < most) {
            next[(level + 1) * phases + to] += mass * arrivals.d1(from, to) / uniform;
          }
        }
      }
    }
    return next;
  }

  private static void scale(double[] vector, double factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
  }
}
