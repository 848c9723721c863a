package dev.hearth.benchmarks.suites;

/** What is done with numbers alone. Only operations that IEEE 754 rounds in one way. */
final class Arithmetic {
  private static final int FEATURES = 8;
  private static final int INPUTS = 16;
  private static final int HIDDEN = 32;
  private static final int OUTPUTS = 4;

  private Arithmetic() {}

  /** Sums of square roots, products and quotients. */
  static byte[] floating(int n) {
    double total = 0;
    for (int i = 1; i <= n; i++) {
      total += Math.sqrt(i) + 1.0 / i - i * 1e-6;
    }
    return Case.micros(total);
  }

  static byte[] matmul(int n) {
    var draw = new Numbers(n);
    var a = digits(n, draw);
    var b = digits(n, draw);
    var found = new long[2 * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        long product = 0;
        for (int k = 0; k < n; k++) {
          product += (long) a[i][k] * b[k][j];
        }
        found[i] += product;
        if (i == j) {
          found[n + i] = product;
        }
      }
    }
    return Case.text(found);
  }

  private static int[][] digits(int n, Numbers draw) {
    var matrix = new int[n][n];
    for (var row : matrix) {
      for (int j = 0; j < n; j++) {
        row[j] = draw.below(10);
      }
    }
    return matrix;
  }

  /** Solves a system whose solution is all ones, by elimination with partial pivoting. */
  static byte[] linpack(int n) {
    var draw = new Numbers(n);
    var a = centred(n, n, draw);
    var x = new double[n];
    for (int i = 0; i < n; i++) {
      for (double value : a[i]) {
        x[i] += value;
      }
    }
    for (int k = 0; k < n; k++) {
      pivot(a, x, k);
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j < n; j++) {
          a[i][j] -= factor * a[k][j];
        }
        x[i] -= factor * x[k];
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        x[i] -= a[i][j] * x[j];
      }
      x[i] /= a[i][i];
    }
    return Case.micros(x);
  }

  private static void pivot(double[][] a, double[] x, int k) {
    int pivot = k;
    for (int i = k + 1; i < a.length; i++) {
      if (Math.abs(a[i][k]) > Math.abs(a[pivot][k])) {
        pivot = i;
      }
    }
    var row = a[k];
    a[k] = a[pivot];
    a[pivot] = row;
    double value = x[k];
    x[k] = x[pivot];
    x[pivot] = value;
  }

  private static double[][] centred(int rows, int columns, Numbers draw) {
    var matrix = new double[rows][columns];
    for (var row : matrix) {
      for (int j = 0; j < columns; j++) {
        row[j] = draw.centred();
      }
    }
    return matrix;
  }

  private static double dot(double[] a, double[] b) {
    double total = 0;
    for (int i = 0; i < a.length; i++) {
      total += a[i] * b[i];
    }
    return total;
  }

  /** Gradient descent for a linear classifier of n samples, with softsign for the sigmoid. */
  static byte[] training(int n) {
    var data = centred(n, FEATURES, new Numbers(n));
    var weights = new double[FEATURES];
    for (int epoch = 0; epoch < 10; epoch++) {
      for (var sample : data) {
        double target = sample[0] + sample[1] - sample[2] > 0 ? 1 : -1;
        double score = dot(weights, sample);
        double error = target - score / (1 + Math.abs(score));
        for (int i = 0; i < FEATURES; i++) {
          weights[i] += 0.1 * error * sample[i];
        }
      }
    }
    return Case.micros(weights);
  }

  /** A perceptron of 16, 32 and 4 units answers n questions. */
  static byte[] serving(int n) {
    var draw = new Numbers(7);
    var hidden = centred(HIDDEN, INPUTS, draw);
    var output = centred(OUTPUTS, HIDDEN, draw);
    var answers = new long[OUTPUTS];
    for (var sample : centred(n, INPUTS, new Numbers(n))) {
      var middle = new double[HIDDEN];
      for (int i = 0; i < HIDDEN; i++) {
        middle[i] = Math.max(0, dot(hidden[i], sample));
      }
      int best = 0;
      double most = dot(output[0], middle);
      for (int i = 1; i < OUTPUTS; i++) {
        double score = dot(output[i], middle);
        if (score > most) {
          best = i;
          most = score;
        }
      }
      answers[best]++;
    }
    return Case.text(answers);
  }
}
