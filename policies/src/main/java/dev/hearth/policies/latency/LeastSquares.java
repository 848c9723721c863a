package dev.hearth.policies.latency;

/**
 * Linear least squares by modified Gram-Schmidt, in the order of the columns: one that those before
 * it already span, to within 1e-9 of its length, gets the coefficient 0.
 */
public final class LeastSquares {
  private static final double DEPENDENT = 1e-9;

  private LeastSquares() {}

  /**
   * The coefficients {@code x} for which {@code |A x - y|} is least.
   *
   * @param rows of {@code A}, all of one length; read only
   * @param y one value for each row; read only
   * @throws IllegalArgumentException if there is no row, or not one value for each
   */
  public static double[] solve(double[][] rows, double[] y) {
    if (rows.length == 0 || rows.length != y.length) {
      throw new IllegalArgumentException(
          "least squares need rows and a value for each, not %d and %d"
              .formatted(rows.length, y.length));
    }
    int columns = rows[0].length;
    var basis = new double[columns][];
    var triangle = new double[columns][columns];
    for (int column = 0; column < columns; column++) {
      basis[column] = column(rows, column);
      double before = length(basis[column]);
      for (int earlier = 0; earlier < column; earlier++) {
        triangle[earlier][column] = project(basis[earlier], basis[column]);
      }
      double left = length(basis[column]);
      triangle[column][column] = left;
      scale(basis[column], left > DEPENDENT * before ? 1 / left : 0);
    }
    return backwards(triangle, basis, y.clone());
  }

  private static double[] backwards(double[][] triangle, double[][] basis, double[] residual) {
    int columns = triangle.length;
    var shares = new double[columns];
    for (int column = 0; column < columns; column++) {
      shares[column] = project(basis[column], residual);
    }
    var solution = new double[columns];
    for (int row = columns - 1; row >= 0; row--) {
      double sum = shares[row];
      for (int column = row + 1; column < columns; column++) {
        sum -= triangle[row][column] * solution[column];
      }
      solution[row] = length(basis[row]) == 0 ? 0 : sum / triangle[row][row];
    }
    return solution;
  }

  private static double[] column(double[][] rows, int column) {
    var values = new double[rows.length];
    for (int row = 0; row < rows.length; row++) {
      values[row] = rows[row][column];
    }
    return values;
  }

  /** Takes from {@code vector} its part along the unit vector {@code along}, and says how much. */
  private static double project(double[] along, double[] vector) {
    double share = 0;
    for (int i = 0; i < vector.length; i++) {
      share += along[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] -= share * along[i];
    }
    return share;
  }

  private static double length(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value * value;
    }
    return StrictMath.sqrt(sum);
  }

  private static void scale(double[] vector, double factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
  }
}
