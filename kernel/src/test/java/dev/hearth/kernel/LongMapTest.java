package dev.hearth.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongMapTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithATreeMap(long seed) {
    var random = new SplittableRandom(seed);
    var map = new LongMap<Integer>();
    var model = new TreeMap<Long, Integer>();
    long spread = seed % 2 == 0 ? 1 : 1L << 40;
    for (int step = 0; step < 20_000; step++) {
      long key = (random.nextInt(600) - 100) * spread;
      if (random.nextBoolean()) {
        map.put(key, step);
        model.put(key, step);
      } else {
        assertThat(map.remove(key)).as("seed %d", seed).isEqualTo(model.remove(key));
      }
      long other = (random.nextInt(600) - 100) * spread;
      assertThat(map.get(other)).as("seed %d", seed).isEqualTo(model.get(other));
    }
    assertThat(map.size()).isEqualTo(model.size());
    assertThat(map.sortedKeys()).isEqualTo(List.copyOf(model.keySet()));
  }

  @Test
  void zeroIsAKeyLikeAnyOther() {
    var map = new LongMap<String>();
    assertThat(map.get(0)).isNull();
    map.put(0, "zero");

    assertThat(map.get(0)).isEqualTo("zero");
  }
}
