package dev.hearth.distribution.planted;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Looks like what the rules refuse, and gives the same in every run. */
public final class Allowed {

  static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  RandomGenerator seeded(long seed) {
    return new SplittableRandom(seed);
  }

  double draw(RandomGenerator generator) {
    return StrictMath.log(generator.nextDouble()) + Math.sqrt(Math.max(1, 2));
  }

  void shuffle(List<String> names, java.util.Random random) {
    Collections.shuffle(names, random);
  }

  Map<String, Integer> ordered(Map<String, Integer> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  Map<Integer, List<String>> grouped(List<String> names) {
    return names.stream()
        .collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.toList()));
  }

  Map<String, Integer> atMostOneKey(boolean empty) {
    return empty ? Map.of() : Map.of("a", 1);
  }

  Set<String> atMostOneElement(boolean empty) {
    return empty ? Set.of() : Set.of("a");
  }

  byte[] written(Duration duration) throws IOException {
    var bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeLong(duration.toNanos());
    return bytes.toByteArray();
  }

  long read(ByteBuffer buffer) {
    return buffer.getLong();
  }
}
