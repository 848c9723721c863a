package dev.hearth.node.graph;

import java.util.Arrays;
import java.util.List;

/**
 * The response time of a pipeline of functions, as ML-FaaS predicts it (Paraskevoulakou et al.,
 * IEEE TNSM 2023: a regressor over the number of functions and the size of the data), here with
 * what crosses between functions as well:
 *
 * <p>{@code t = a + b·functions + c·crossing + d·input}, in nanoseconds and KiB. The four are those
 * of the least sum of squared relative errors, {@code b}, {@code c} and {@code d} never negative:
 * one that would be is left out and the rest fitted again. Memory and threads of the functions are
 * taken as they are; they are no variables of it.
 */
final class ResponseTime {
  static final int TERMS = 4;
  private static final double KIB = 1024;

  /** Keeps the equations solvable where terms depend on each other, without bending the others. */
  private static final double RIDGE = 1e-9;

  private final double[] coefficients;

  private ResponseTime(double[] coefficients) {
    this.coefficients = coefficients;
  }

  /**
   * Fits.
   *
   * @param observations at least one, with positive times
   */
  static ResponseTime fit(List<Observation> observations) {
    var used = new boolean[TERMS];
    Arrays.fill(used, true);
    while (true) {
      double[] found = solve(observations, used);
      int worst = 0;
      for (int term = 1; term < TERMS; term++) {
        worst = found[term] < 0 && (worst == 0 || found[term] < found[worst]) ? term : worst;
      }
      if (worst == 0) {
        return new ResponseTime(found);
      }
      used[worst] = false;
    }
  }

  private static double[] terms(Observation of) {
    return new double[] {1, of.functions(), of.crossingBytes() / KIB, of.inputBytes() / KIB};
  }

  /** Nanoseconds for a split with these features; its own time is not looked at. */
  double nanos(Observation of) {
    double[] terms = terms(of);
    double sum = 0;
    for (int term = 0; term < TERMS; term++) {
      sum += coefficients[term] * terms[term];
    }
    return sum;
  }

  /** {@code |predicted − measured| / measured}, on average. */
  double meanError(List<Observation> observations) {
    return observations.stream()
        .mapToDouble(of -> StrictMath.abs(nanos(of) - of.nanos()) / of.nanos())
        .average()
        .orElse(0);
  }

  /** The normal equations of relative errors, terms that are not used being 0. */
  private static double[] solve(List<Observation> observations, boolean[] used) {
    var matrix = new double[TERMS][TERMS + 1];
    for (Observation observation : observations) {
      double[] terms = terms(observation);
      double weight = 1.0 / ((double) observation.nanos() * observation.nanos());
      for (int row = 0; row < TERMS; row++) {
        for (int column = 0; column < TERMS; column++) {
          matrix[row][column] +=
              used[row] && used[column] ? weight * terms[row] * terms[column] : 0;
        }
        matrix[row][TERMS] += used[row] ? weight * terms[row] * observation.nanos() : 0;
      }
    }
    for (int row = 0; row < TERMS; row++) {
      matrix[row][row] = used[row] ? matrix[row][row] * (1 + RIDGE) : 1;
    }
    return eliminated(matrix);
  }

  /** Gauss and Jordan, with the largest pivot of each column. */
  private static double[] eliminated(double[][] matrix) {
    for (int column = 0; column < TERMS; column++) {
      double[] pivot = pivoted(matrix, column);
      for (int row = 0; row < TERMS; row++) {
        double factor = row == column ? 0 : matrix[row][column] / pivot[column];
        for (int each = column; factor != 0 && each <= TERMS; each++) {
          matrix[row][each] -= factor * pivot[each];
        }
      }
    }
    var solution = new double[TERMS];
    for (int row = 0; row < TERMS; row++) {
      solution[row] = matrix[row][TERMS] / matrix[row][row];
    }
    return solution;
  }

  /** Brings the row with the largest number of a column up to that column's own. */
  private static double[] pivoted(double[][] matrix, int column) {
    int largest = column;
    for (int row = column + 1; row < TERMS; row++) {
      boolean larger =
          StrictMath.abs(matrix[row][column]) > StrictMath.abs(matrix[largest][column]);
      largest = larger ? row : largest;
    }
    double[] pivot = matrix[largest];
    matrix[largest] = matrix[column];
    matrix[column] = pivot;
    return pivot;
  }
}
