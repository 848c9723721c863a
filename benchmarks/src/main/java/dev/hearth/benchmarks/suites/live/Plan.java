package dev.hearth.benchmarks.suites.live;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a suite is to run.
 *
 * @param cases by their names; all if empty
 * @param languages to run it in
 * @param places sandboxes to run it in
 * @param repeats warm calls of each, after {@code warmUp} that are not counted
 * @param colds first calls of instances that were not there
 */
record Plan(
    Suite suite,
    Set<String> cases,
    Set<Language> languages,
    Set<Place> places,
    int warmUp,
    int repeats,
    int colds) {
  Plan {
    cases = Set.copyOf(cases);
    languages = EnumSet.copyOf(languages);
    places = EnumSet.copyOf(places);
    if (warmUp < 0 || repeats < 1 || colds < 1) {
      throw new IllegalArgumentException(
          "calls are counted from 1, those to warm up from 0; not %d, %d, %d"
              .formatted(repeats, colds, warmUp));
    }
  }

  /** A language in a sandbox. */
  record Cell(Language language, Place place) {}

  /** What can run on this machine; why the rest cannot goes to {@code left}. */
  List<Cell> cells(Stage stage, List<String> left) {
    var cells = new ArrayList<Cell>();
    var machine = new TreeMap<Place, Optional<String>>();
    for (Place place : places) {
      for (Language language : languages) {
        var why = place.unable(language).or(() -> machine.computeIfAbsent(place, stage::unable));
        if (why.isEmpty()) {
          cells.add(new Cell(language, place));
        } else {
          left.add("%s in %s: %s".formatted(language.id(), place.id(), why.get()));
        }
      }
    }
    return cells;
  }

  /** The cases asked for. */
  List<Known> known(List<Known> all) {
    var ours = all.stream().filter(each -> each.suite() == suite).toList();
    for (String name : cases) {
      if (ours.stream().noneMatch(each -> each.name().equals(name))) {
        throw new IllegalArgumentException(
            "'%s' has no case '%s'; there are %s"
                .formatted(
                    suite.id(), name, String.join(", ", ours.stream().map(Known::name).toList())));
      }
    }
    return ours.stream().filter(each -> cases.isEmpty() || cases.contains(each.name())).toList();
  }

  /** A known case of this suite. */
  static Known find(List<Known> all, Suite suite, String name) {
    return all.stream()
        .filter(each -> each.suite() == suite && each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no case '" + name + "'"));
  }

  /** Work of a case in its size, where that is not the size itself. */
  static final Map<String, Integer> POWERS = Map.of("matmul", 3, "linpack", 3, "image", 2);
}
