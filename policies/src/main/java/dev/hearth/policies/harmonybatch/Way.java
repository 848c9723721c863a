package dev.hearth.policies.harmonybatch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How applications are grouped. */
enum Way {
  /** Not at all. */
  ALONE,
  /** By the authors' two stages. */
  TWO_STAGE,
  /** Into the runs of neighbours that cost least together. */
  NEIGHBOURS;

  Optional<List<Grouping.Group>> plan(Grouping grouping, List<Application> applications) {
    return switch (this) {
      case ALONE -> grouping.alone(applications);
      case TWO_STAGE -> grouping.plan(applications);
      case NEIGHBOURS -> grouping.alone(applications).map(new Neighbours(grouping)::best);
    };
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Way of(String word) {
    return Arrays.stream(values())
        .filter(way -> way.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "parameter 'grouping' of policy 'harmonybatch' must be one of %s, not '%s'"
                        .formatted(Arrays.stream(values()).map(Way::word).toList(), word)));
  }
}
