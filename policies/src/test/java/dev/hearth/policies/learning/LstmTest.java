package dev.hearth.policies.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LstmTest {
  private static final int INPUTS = 2;
  private static final int HIDDEN = 3;
  private static final int STEPS = 5;

  private final SplittableRandom random = new SplittableRandom(11);
  private final double[][] inputs = numbers(STEPS);
  private final double[][] coefficients = numbers(STEPS);

  private double[][] numbers(int rows) {
    var numbers = new double[rows][HIDDEN];
    for (var row : numbers) {
      Arrays.setAll(row, i -> 2 * random.nextDouble() - 1);
    }
    return numbers;
  }

  /**
   * With all weights zero every gate is a half and the candidate 0; the bias of 1 is the cell's.
   */
  @Test
  void oneStepByHand() {
    var layer = new Lstm(1, 1, 1, random);
    Arrays.fill(layer.weights().values, 0);
    int candidateBias = 3 * 3 + 2;
    layer.weights().values[candidateBias] = 1;
    layer.reset();
    layer.step(new double[] {7});
    var output = new double[1];
    layer.output(0, output);
    assertThat(output[0]).isCloseTo(0.5 * StrictMath.tanh(0.5 * StrictMath.tanh(1)), within(1e-15));
  }

  @Test
  void theGradientIsThatOfFiniteDifferences() {
    var layer = new Lstm(INPUTS, HIDDEN, STEPS, random);
    gradient(layer);
    var analytic = layer.weights().gradient.clone();
    var values = layer.weights().values;
    for (int i = 0; i < values.length; i++) {
      double there = values[i];
      values[i] = there + 1e-5;
      double above = loss(layer);
      values[i] = there - 1e-5;
      double below = loss(layer);
      values[i] = there;
      assertThat(analytic[i]).as("weight %d", i).isCloseTo((above - below) / 2e-5, within(1e-8));
    }
  }

  @Test
  void theGradientGoesOnIntoTheLayerItBeganWith() {
    var encoder = new Lstm(INPUTS, HIDDEN, STEPS, random);
    var decoder = new Lstm(INPUTS, HIDDEN, STEPS, random);
    chainedLoss(encoder, decoder);
    var byOutput = new double[HIDDEN];
    var byCell = new double[HIDDEN];
    decoder.backward(flat(coefficients), byOutput, byCell);
    encoder.backward(new double[STEPS * HIDDEN], byOutput, byCell);
    var analytic = encoder.weights().gradient.clone();
    var values = encoder.weights().values;
    for (int i = 0; i < values.length; i++) {
      double there = values[i];
      values[i] = there + 1e-5;
      double above = chainedLoss(encoder, decoder);
      values[i] = there - 1e-5;
      double below = chainedLoss(encoder, decoder);
      values[i] = there;
      assertThat(analytic[i]).as("weight %d", i).isCloseTo((above - below) / 2e-5, within(1e-8));
    }
  }

  private void gradient(Lstm layer) {
    loss(layer);
    layer.backward(flat(coefficients), new double[HIDDEN], new double[HIDDEN]);
  }

  private double loss(Lstm layer) {
    layer.reset();
    return weighedOutputs(layer);
  }

  private double chainedLoss(Lstm encoder, Lstm decoder) {
    encoder.reset();
    for (var x : inputs) {
      encoder.step(x);
    }
    decoder.resetTo(encoder);
    return weighedOutputs(decoder);
  }

  private double weighedOutputs(Lstm layer) {
    double loss = 0;
    var output = new double[HIDDEN];
    for (int step = 0; step < STEPS; step++) {
      layer.step(inputs[step]);
      layer.output(step, output);
      for (int unit = 0; unit < HIDDEN; unit++) {
        loss += coefficients[step][unit] * output[unit];
      }
    }
    return loss;
  }

  private static double[] flat(double[][] rows) {
    var flat = new double[rows.length * HIDDEN];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * HIDDEN, HIDDEN);
    }
    return flat;
  }
}
