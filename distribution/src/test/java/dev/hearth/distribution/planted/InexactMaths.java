package dev.hearth.distribution.planted;

import java.util.function.DoubleUnaryOperator;

/** Calls a function whose last digit the machine chooses in every method. */
public final class InexactMaths {

  double power(double x) {
    return Math.pow(x, 0.3);
  }

  double logarithm(double x) {
    return Math.log(x);
  }

  DoubleUnaryOperator methodReference() {
    return Math::exp;
  }
}
