package dev.hearth.policies.icebreaker;

/**
 * How much a function gains from being warm, each part from 0 to 1:
 *
 * <pre>
 * memory    1 - memory / memory of the largest function
 * speed-up  1 - (start + run on high-end) / (start + run on low-end)
 * missed    what was needed and not predicted / what was needed, last 10 intervals
 * borne out 1 - what was predicted and not needed / what was needed, last 10 intervals
 *
 * utility = sum of w_i · r_i,   w_i = (1 - r_i / sum of r) / 3
 * </pre>
 *
 * <p>so a part that is large already weighs less, and the weights of four parts sum to 1.
 */
record Utility(double memory, double speedUp, double missed, double borneOut) {
  double value() {
    double sum = memory + speedUp + missed + borneOut;
    if (sum == 0) {
      return 0;
    }
    double squares = memory * memory + speedUp * speedUp + missed * missed + borneOut * borneOut;
    return (sum - squares / sum) / 3;
  }
}
