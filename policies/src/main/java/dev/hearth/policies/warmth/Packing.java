package dev.hearth.policies.warmth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Packs models into idle instances so that the loading time saved is greatest: instances in order
 * of their free memory, the largest first, each filled from what is still left by a 0/1 knapsack
 * over {@link #GRAIN} bytes, {@code best[w] = max(best[w], best[w - size] + saving)}.
 */
final class Packing {
  static final long GRAIN = 16L << 20;

  private Packing() {}

  /** A model that would save so many nanoseconds of loading in expectation. */
  record Model(int function, long bytes, double saving) {}

  /** An idle instance and the memory it has to spare. */
  record Room(int instance, long bytes) {}

  /** A model and where it goes. */
  record Placed(int instance, Model model) {}

  static List<Placed> pack(List<Model> models, List<Room> rooms) {
    var left = new ArrayList<>(models);
    var placed = new ArrayList<Placed>();
    rooms.stream()
        .sorted(
            Comparator.comparingLong((Room room) -> -room.bytes()).thenComparingInt(Room::instance))
        .forEach(
            room -> {
              var chosen = knapsack(left, (int) (room.bytes() / GRAIN));
              left.removeAll(chosen);
              chosen.forEach(model -> placed.add(new Placed(room.instance(), model)));
            });
    return placed;
  }

  private static List<Model> knapsack(List<Model> models, int capacity) {
    var best = new double[models.size() + 1][Math.max(0, capacity) + 1];
    for (int i = 1; i <= models.size(); i++) {
      int size = grains(models.get(i - 1));
      for (int weight = 0; weight <= capacity; weight++) {
        double without = best[i - 1][weight];
        double with = size <= weight ? best[i - 1][weight - size] + models.get(i - 1).saving() : 0;
        best[i][weight] = Math.max(without, with);
      }
    }
    return chosen(models, best, capacity);
  }

  private static List<Model> chosen(List<Model> models, double[][] best, int capacity) {
    var chosen = new ArrayList<Model>();
    int weight = capacity;
    for (int i = models.size(); i > 0 && weight >= 0; i--) {
      if (best[i][weight] > best[i - 1][weight]) {
        chosen.addFirst(models.get(i - 1));
        weight -= grains(models.get(i - 1));
      }
    }
    return chosen;
  }

  private static int grains(Model model) {
    return (int) ((model.bytes() + GRAIN - 1) / GRAIN);
  }
}
