package dev.hearth.policies.warmth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Packs models into idle instances so that the loading time saved is greatest: instances in order
 * of their free memory, the largest first, each filled from what is still left by a 0/1 knapsack
 * over {@link #GRAIN} bytes, {@code best[w] = max(best[w], best[w - size] + saving)}. Only the
 * {@link #MOST} models that save most take part, so that one packing has a bound.
 */
final class Packing {
  static final long GRAIN = 16L << 20;
  static final int MOST = 64;

  private Packing() {}

  /** A model that would save so many nanoseconds of loading in expectation. */
  record Model(int function, long bytes, double saving) {
    private int grains() {
      return (int) Math.ceilDiv(bytes, GRAIN);
    }
  }

  /** An idle instance and the memory it has to spare. */
  record Room(int instance, long bytes) {}

  /** A model and where it goes. */
  record Placed(int instance, Model model) {}

  static List<Placed> pack(List<Model> models, List<Room> rooms) {
    var left = worthiest(models);
    var largestFirst = new ArrayList<>(rooms);
    largestFirst.sort(
        Comparator.comparingLong((Room room) -> -room.bytes()).thenComparingInt(Room::instance));
    var placed = new ArrayList<Placed>();
    for (var room : largestFirst) {
      if (left.isEmpty() || room.bytes() < GRAIN) {
        break;
      }
      var chosen = knapsack(left, (int) (room.bytes() / GRAIN));
      if (chosen.isEmpty()) {
        break;
      }
      left.removeAll(chosen);
      chosen.forEach(model -> placed.add(new Placed(room.instance(), model)));
    }
    return placed;
  }

  private static List<Model> worthiest(List<Model> models) {
    var left = new ArrayList<>(models);
    if (left.size() > MOST) {
      left.sort(
          Comparator.comparingDouble((Model model) -> -model.saving())
              .thenComparingInt(Model::function));
      left.subList(MOST, left.size()).clear();
    }
    return left;
  }

  private static List<Model> knapsack(List<Model> models, int capacity) {
    var best = new double[models.size() + 1][capacity + 1];
    for (int i = 1; i <= models.size(); i++) {
      int size = models.get(i - 1).grains();
      double saving = models.get(i - 1).saving();
      for (int weight = 0; weight <= capacity; weight++) {
        double with = size <= weight ? best[i - 1][weight - size] + saving : 0;
        best[i][weight] = Math.max(best[i - 1][weight], with);
      }
    }
    return chosen(models, best, capacity);
  }

  private static List<Model> chosen(List<Model> models, double[][] best, int capacity) {
    var chosen = new ArrayList<Model>();
    int weight = capacity;
    for (int i = models.size(); i > 0; i--) {
      if (best[i][weight] > best[i - 1][weight]) {
        chosen.addFirst(models.get(i - 1));
        weight -= models.get(i - 1).grains();
      }
    }
    return chosen;
  }
}
