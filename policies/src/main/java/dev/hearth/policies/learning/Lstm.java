package dev.hearth.policies.learning;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A layer of long short-term memory (S. Hochreiter and J. Schmidhuber, Neural Computation 1997,
 * with the forget gate of Gers et al., 2000). With {@code z = [x, h before, 1]}:
 *
 * <pre>
 * i, f, o = σ(W_i z), σ(W_f z), σ(W_o z)      g = tanh(W_g z)
 * c = f · c before + i · g                    h = o · tanh(c)
 * </pre>
 *
 * It remembers the steps since {@link #reset}, so that {@link #backward} can go through time.
 */
public final class Lstm {
  private static final int GATES = 4;
  private static final int IN = 0;
  private static final int FORGET = 1;
  private static final int OUT = 2;
  private static final int CANDIDATE = 3;

  private final int inputs;
  private final int hidden;
  private final int columns;
  private final int most;
  private final Weights weights;
  private final double[] input;
  private final double[] gates;
  private final double[] cell;
  private final double[] squashed;
  private final double[] output;
  private int steps;

  /**
   * @param mostSteps it can remember between two resets
   */
  public Lstm(int inputs, int hidden, int mostSteps, RandomGenerator random) {
    this.inputs = inputs;
    this.hidden = hidden;
    columns = inputs + hidden + 1;
    most = mostSteps;
    weights = new Weights(GATES * hidden * columns);
    weights.scatter(1 / StrictMath.sqrt(hidden), random);
    for (int unit = 0; unit < hidden; unit++) {
      weights.values[row(FORGET, unit) + columns - 1] = 1;
    }
    input = new double[most * inputs];
    gates = new double[most * GATES * hidden];
    squashed = new double[most * hidden];
    cell = new double[(most + 1) * hidden];
    output = new double[(most + 1) * hidden];
  }

  private int row(int gate, int unit) {
    return (gate * hidden + unit) * columns;
  }

  public Weights weights() {
    return weights;
  }

  /** Forgets all steps; the next begins from zero. */
  public void reset() {
    steps = 0;
    Arrays.fill(cell, 0, hidden, 0);
    Arrays.fill(output, 0, hidden, 0);
  }

  /** Forgets all steps; the next begins where a layer of the same size has ended. */
  public void resetTo(Lstm other) {
    steps = 0;
    System.arraycopy(other.cell, other.steps * hidden, cell, 0, hidden);
    System.arraycopy(other.output, other.steps * hidden, output, 0, hidden);
  }

  public int steps() {
    return steps;
  }

  /** Takes one input, the first {@code inputs} numbers of {@code x}. */
  public void step(double[] x) {
    System.arraycopy(x, 0, input, steps * inputs, inputs);
    int before = steps * hidden;
    int gate = steps * GATES * hidden;
    for (int unit = 0; unit < hidden; unit++) {
      double in = sigmoid(weigh(row(IN, unit), x, before));
      double forget = sigmoid(weigh(row(FORGET, unit), x, before));
      double out = sigmoid(weigh(row(OUT, unit), x, before));
      double candidate = StrictMath.tanh(weigh(row(CANDIDATE, unit), x, before));
      double held = forget * cell[before + unit] + in * candidate;
      double squash = StrictMath.tanh(held);
      gates[gate + IN * hidden + unit] = in;
      gates[gate + FORGET * hidden + unit] = forget;
      gates[gate + OUT * hidden + unit] = out;
      gates[gate + CANDIDATE * hidden + unit] = candidate;
      squashed[before + unit] = squash;
      cell[before + hidden + unit] = held;
      output[before + hidden + unit] = out * squash;
    }
    steps++;
  }

  private double weigh(int row, double[] x, int before) {
    double sum = weights.values[row + columns - 1];
    for (int i = 0; i < inputs; i++) {
      sum += weights.values[row + i] * x[i];
    }
    for (int unit = 0; unit < hidden; unit++) {
      sum += weights.values[row + inputs + unit] * output[before + unit];
    }
    return sum;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /** Copies what the layer gave after {@code step}, counted from 0. */
  public void output(int step, double[] into) {
    System.arraycopy(output, (step + 1) * hidden, into, 0, hidden);
  }

  /**
   * Goes back through all steps and adds to the weights' gradient.
   *
   * @param outputGradient of the loss by each step's output, step after step
   * @param byOutput on entry that by the last output beyond {@code outputGradient}, such as from a
   *     layer that began there; on return that by the output before the first step
   * @param byCell the same for the cell
   */
  public void backward(double[] outputGradient, double[] byOutput, double[] byCell) {
    var byGate = new double[GATES * hidden];
    for (int step = steps - 1; step >= 0; step--) {
      int before = step * hidden;
      int gate = step * GATES * hidden;
      for (int unit = 0; unit < hidden; unit++) {
        double in = gates[gate + IN * hidden + unit];
        double forget = gates[gate + FORGET * hidden + unit];
        double out = gates[gate + OUT * hidden + unit];
        double candidate = gates[gate + CANDIDATE * hidden + unit];
        double squash = squashed[before + unit];
        double slope = byOutput[unit] + outputGradient[before + unit];
        double held = byCell[unit] + slope * out * (1 - squash * squash);
        byGate[IN * hidden + unit] = held * candidate * in * (1 - in);
        byGate[FORGET * hidden + unit] = held * cell[before + unit] * forget * (1 - forget);
        byGate[OUT * hidden + unit] = slope * squash * out * (1 - out);
        byGate[CANDIDATE * hidden + unit] = held * in * (1 - candidate * candidate);
        byCell[unit] = held * forget;
      }
      spread(step, byGate, byOutput);
    }
  }

  private void spread(int step, double[] byGate, double[] byOutput) {
    Arrays.fill(byOutput, 0, hidden, 0);
    for (int row = 0; row < byGate.length; row++) {
      double slope = byGate[row];
      int place = row * columns;
      for (int i = 0; i < inputs; i++) {
        weights.gradient[place++] += slope * input[step * inputs + i];
      }
      for (int unit = 0; unit < hidden; unit++) {
        byOutput[unit] += slope * weights.values[place];
        weights.gradient[place++] += slope * output[step * hidden + unit];
      }
      weights.gradient[place] += slope;
    }
  }
}
