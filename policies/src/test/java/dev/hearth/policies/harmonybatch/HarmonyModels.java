package dev.hearth.policies.harmonybatch;

import java.util.List;

/** Models for tests. */
final class HarmonyModels {
  private HarmonyModels() {}

  /** A made-up model: slow on one core, quick on a GPU. */
  static CostModel small() {
    var average = List.of(new CostModel.Curve(1, 0.5, 0.1), new CostModel.Curve(2, 0.5, 0.2));
    var maximum = List.of(new CostModel.Curve(1.2, 0.5, 0.12), new CostModel.Curve(2.4, 0.5, 0.24));
    return new CostModel(
        average, maximum, 32, 480, 0.0005, 0.002, 512, 1, 0, List.of(4), CostModel.Sizes.PUBLISHED);
  }
}
