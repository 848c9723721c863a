package dev.hearth.policies.learning;

import java.util.random.RandomGenerator;

/** A linear layer, {@code output = W · input + bias}. */
public final class Dense {
  private final int inputs;
  private final int outputs;
  private final Weights weights;

  public Dense(int inputs, int outputs, RandomGenerator random) {
    this.inputs = inputs;
    this.outputs = outputs;
    weights = new Weights(outputs * (inputs + 1));
    weights.scatter(1 / StrictMath.sqrt(inputs), random);
    for (int output = 0; output < outputs; output++) {
      setBias(output, 0);
    }
  }

  public Weights weights() {
    return weights;
  }

  public void setBias(int output, double bias) {
    weights.values[output * (inputs + 1) + inputs] = bias;
  }

  /** The same function of its inputs whatever they are: all weights but the biases are zero. */
  public void flatten() {
    for (int i = 0; i < weights.values.length; i++) {
      if (i % (inputs + 1) != inputs) {
        weights.values[i] = 0;
      }
    }
  }

  public void forward(double[] input, double[] output) {
    int place = 0;
    for (int row = 0; row < outputs; row++) {
      double sum = 0;
      for (int i = 0; i < inputs; i++) {
        sum += weights.values[place++] * input[i];
      }
      output[row] = sum + weights.values[place++];
    }
  }

  /** Adds to the weights' gradient, and to {@code inputGradient} that by the inputs. */
  public void backward(double[] input, double[] outputGradient, double[] inputGradient) {
    int place = 0;
    for (int row = 0; row < outputs; row++) {
      double slope = outputGradient[row];
      for (int i = 0; i < inputs; i++) {
        inputGradient[i] += slope * weights.values[place];
        weights.gradient[place++] += slope * input[i];
      }
      weights.gradient[place++] += slope;
    }
  }
}
