package dev.hearth.cli.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.artifact.versioning.ComparableVersion;
import tools.jackson.databind.JsonNode;

/**
 * A known vulnerability, in the form of OSV (ossf.github.io/osv-schema), as far as it is about
 * Maven's libraries.
 *
 * @param aliases other names of it, CVEs among them
 */
record Advisory(String id, List<String> aliases, String summary, List<Affected> affected) {
  /**
   * Versions of one library.
   *
   * @param introduced the first that has it, or {@code 0} for all from the start
   * @param fixed the first that has it no more, if there is one
   * @param last the last that has it, if that is said instead
   */
  record Range(String introduced, Optional<String> fixed, Optional<String> last) {
    boolean holds(String version) {
      var asked = new ComparableVersion(version);
      return (introduced.equals("0") || asked.compareTo(new ComparableVersion(introduced)) >= 0)
          && fixed.map(end -> asked.compareTo(new ComparableVersion(end)) < 0).orElse(true)
          && last.map(end -> asked.compareTo(new ComparableVersion(end)) <= 0).orElse(true);
    }
  }

  /** What of one library has it: ranges of versions, or single ones. */
  record Affected(String name, List<Range> ranges, List<String> versions) {
    boolean holds(Library library) {
      return name.equals(library.name())
          && (versions.contains(library.version())
              || ranges.stream().anyMatch(range -> range.holds(library.version())));
    }

    Optional<String> fixed() {
      return ranges.stream().flatMap(range -> range.fixed().stream()).reduce((_, last) -> last);
    }
  }

  /** Reads one; what was withdrawn affects nothing. */
  static Advisory of(JsonNode entry) {
    var affected = new ArrayList<Affected>();
    if (!entry.has("withdrawn")) {
      for (JsonNode each : entry.path("affected")) {
        if (each.path("package").path("ecosystem").asString("").equals("Maven")) {
          affected.add(
              new Affected(
                  each.path("package").path("name").asString(""),
                  ranges(each.path("ranges")),
                  texts(each.path("versions"))));
        }
      }
    }
    return new Advisory(
        entry.path("id").asString("unnamed"),
        texts(entry.path("aliases")),
        entry.path("summary").asString(""),
        affected);
  }

  private static List<Range> ranges(JsonNode all) {
    var ranges = new ArrayList<Range>();
    for (JsonNode each : all) {
      String introduced = "0";
      boolean open = false;
      for (JsonNode event : each.path("events")) {
        if (event.has("introduced")) {
          introduced = event.path("introduced").asString("0");
          open = true;
        } else if (event.has("fixed") || event.has("last_affected")) {
          ranges.add(new Range(introduced, text(event, "fixed"), text(event, "last_affected")));
          open = false;
        }
      }
      if (open) {
        ranges.add(new Range(introduced, Optional.empty(), Optional.empty()));
      }
    }
    return ranges;
  }

  private static Optional<String> text(JsonNode node, String key) {
    return node.has(key) ? Optional.of(node.path(key).asString("")) : Optional.empty();
  }

  private static List<String> texts(JsonNode all) {
    var texts = new ArrayList<String>();
    all.forEach(each -> texts.add(each.asString("")));
    return texts;
  }

  Optional<Affected> about(Library library) {
    return affected.stream().filter(each -> each.holds(library)).findFirst();
  }
}
