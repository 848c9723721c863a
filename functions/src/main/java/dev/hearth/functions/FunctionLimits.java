package dev.hearth.functions;

/**
 * How much there may be of each thing.
 *
 * @param functions of different names
 * @param versions published ones of a function
 * @param aliases of a function
 * @param tags of a function
 * @param statements of a function's resource policy
 * @param changes of one function that wait for one another
 * @param waiting calls that wait for a version's code to be made ready
 */
public record FunctionLimits(
    int functions, int versions, int aliases, int tags, int statements, int changes, int waiting) {
  public static final FunctionLimits DEFAULTS =
      new FunctionLimits(100_000, 1_000, 100, 50, 100, 64, 1_000);
}
