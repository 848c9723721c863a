package dev.hearth.node.console;

/**
 * The bounds of what a node keeps for those who watch it.
 *
 * @param watchers that may watch at once
 * @param deployments that one message of a feed shows
 * @param moments of instances that are kept, for ten minutes
 * @param decisions of policies that are kept
 * @param reports that are kept
 * @param reportBytes size of one report
 */
public record ConsoleLimits(
    int watchers, int deployments, int moments, int decisions, int reports, long reportBytes) {
  public static final ConsoleLimits DEFAULTS =
      new ConsoleLimits(50, 5_000, 2_000, 200, 50, 20L << 20);

  /** Moments of one deployment that is looked at. */
  static final int DETAIL_MOMENTS = 100;
}
