package dev.hearth.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How requests that name no version are shared out among the versions of a model.
 *
 * @param percents by version, each from 1 to 100, together 100; a version that is absent gets none
 */
record Traffic(SortedMap<Integer, Integer> percents) {
  static final int ALL = 100;

  Traffic {
    percents = Collections.unmodifiableSortedMap(new TreeMap<>(percents));
    int sum = percents.values().stream().mapToInt(Integer::intValue).sum();
    if (sum != ALL || percents.values().stream().anyMatch(percent -> percent < 1)) {
      throw new IllegalArgumentException("these are no shares of 100 %: " + percents);
    }
  }

  /** Everything to one version. */
  static Traffic to(int version) {
    return new Traffic(new TreeMap<>(Map.of(version, ALL)));
  }

  /**
   * What somebody asks for.
   *
   * @param asked percent by version, 0 allowed
   * @param served the versions there are
   * @throws IllegalArgumentException saying what is wrong and what to write
   */
  static Traffic asked(Map<Integer, Integer> asked, Collection<Integer> served) {
    var percents = new TreeMap<Integer, Integer>();
    asked.forEach(
        (version, percent) -> {
          if (!served.contains(version)) {
            throw new IllegalArgumentException(
                "there is no version %d; served: %s".formatted(version, words(served)));
          }
          if (percent < 0 || percent > ALL) {
            throw new IllegalArgumentException(
                "version %d is to get %d %%; a share is a whole number from 0 to 100"
                    .formatted(version, percent));
          }
          if (percent > 0) {
            percents.put(version, percent);
          }
        });
    int sum = percents.values().stream().mapToInt(Integer::intValue).sum();
    if (sum != ALL) {
      throw new IllegalArgumentException(
          "the shares make %d %% together but must make 100; a version that is not named gets 0"
              .formatted(sum));
    }
    return new Traffic(percents);
  }

  private static String words(Collection<Integer> versions) {
    return versions.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
  }

  int percent(int version) {
    return percents.getOrDefault(version, 0);
  }

  /** The version with the largest share, the newest of several. */
  int inForce() {
    return percents.entrySet().stream()
        .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
        .orElseThrow()
        .getKey();
  }

  /** The same in proportion, with so many percent for one version. */
  Traffic with(int version, int percent) {
    var others = new TreeMap<>(percents);
    others.remove(version);
    if (percent == ALL || others.isEmpty()) {
      return to(version);
    }
    SortedMap<Integer, Integer> shares = scaled(others, ALL - percent);
    if (percent > 0) {
      shares.put(version, percent);
    }
    return new Traffic(shares);
  }

  /** The same with one version in another's place. */
  Traffic replacing(int old, int version) {
    var shares = new TreeMap<>(percents);
    Integer percent = shares.remove(old);
    if (percent != null) {
      shares.merge(version, percent, Integer::sum);
    }
    return new Traffic(shares);
  }

  /** The same in proportion among the versions that are there, if any of them had a share. */
  Optional<Traffic> among(Collection<Integer> versions) {
    var shares = new TreeMap<>(percents);
    shares.keySet().retainAll(versions);
    return shares.isEmpty() ? Optional.empty() : Optional.of(new Traffic(scaled(shares, ALL)));
  }

  /** Shares that make {@code total}, by largest remainder; those left with nothing are absent. */
  private static SortedMap<Integer, Integer> scaled(SortedMap<Integer, Integer> of, int total) {
    int sum = of.values().stream().mapToInt(Integer::intValue).sum();
    var scaled = new TreeMap<Integer, Integer>();
    of.forEach((version, percent) -> scaled.put(version, percent * total / sum));
    int missing = total - scaled.values().stream().mapToInt(Integer::intValue).sum();
    List<Integer> byRemainder = new ArrayList<>(of.keySet());
    byRemainder.sort(
        Comparator.comparingInt(version -> -(of.getOrDefault(version, 0) * total % sum)));
    byRemainder.stream().limit(missing).forEach(version -> scaled.merge(version, 1, Integer::sum));
    scaled.values().removeIf(percent -> percent == 0);
    return scaled;
  }
}
