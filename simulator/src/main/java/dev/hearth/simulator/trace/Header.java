package dev.hearth.simulator.trace;

import dev.hearth.policies.parameter.Nearest;
import java.util.List;

/** The names of a file's columns. */
record Header(List<String> names) {
  Header {
    names = List.copyOf(names);
  }

  static Header of(Fields fields) {
    return new Header(fields.texts());
  }

  /** A header with these columns in any order, refused if one is missing. */
  Header require(String... wanted) throws BadRowException {
    for (var name : wanted) {
      if (!has(name)) {
        throw new BadRowException(
            "there is no column '%s' among %s; the nearest is '%s'"
                .formatted(name, shown(), Nearest.to(name, names)));
      }
    }
    return this;
  }

  boolean has(String name) {
    return names.contains(name);
  }

  /** Place of a column, -1 where there is none. */
  int column(String name) {
    return names.indexOf(name);
  }

  /** Refuses a row with another number of fields. */
  void check(Fields fields) throws BadRowException {
    if (fields.count() != names.size()) {
      throw new BadRowException(
          "it has %d fields where the header has %d".formatted(fields.count(), names.size()));
    }
  }

  private String shown() {
    return names.size() <= 12
        ? String.join(",", names)
        : String.join(",", names.subList(0, 12)) + ",…";
  }
}
