package dev.hearth.node;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model as it must be found again.
 *
 * @param answers what each version answers
 * @param traffic percent by version, 0 as well
 */
record Kept(
    SortedMap<Integer, Integer> answers, SortedMap<Integer, Integer> traffic, boolean loaded) {

  /** Deployed as a new version that takes everything. */
  static Kept deployed(Optional<Kept> before, int answer) {
    int version = before.map(kept -> kept.answers.lastKey()).orElse(0) + 1;
    var answers = new TreeMap<Integer, Integer>();
    answers.put(version, answer);
    var traffic = new TreeMap<Integer, Integer>();
    traffic.put(version, 100);
    return new Kept(answers, traffic, true);
  }

  /** With a new version beside the only one. */
  Kept joined(int answer, int percent) {
    var answersNow = new TreeMap<>(answers);
    var trafficNow = new TreeMap<Integer, Integer>();
    trafficNow.put(answers.lastKey(), 100 - percent);
    trafficNow.put(answers.lastKey() + 1, percent);
    answersNow.put(answers.lastKey() + 1, answer);
    return new Kept(answersNow, trafficNow, loaded);
  }

  /** With other shares for its two versions. */
  Kept shared(int percentOfFirst) {
    var trafficNow = new TreeMap<Integer, Integer>();
    trafficNow.put(answers.firstKey(), percentOfFirst);
    trafficNow.put(answers.lastKey(), 100 - percentOfFirst);
    return new Kept(answers, trafficNow, loaded);
  }

  Kept withLoaded(boolean now) {
    return new Kept(answers, traffic, now);
  }
}
