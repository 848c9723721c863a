package dev.hearth.cli.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** The fields of one mapping of a plan; what is not known is refused. */
record ReplayFields(String owner, JsonNode mapping) {
  /** Of a model: options of {@code hearth bench} under their own names. */
  private static final List<String> INPUT =
      List.of("shape", "range", "text", "text-file", "input", "picture", "batch", "payloads");

  /** Those of them that name files. */
  private static final Set<String> FILES = Set.of("text-file", "input", "picture");

  private static final List<String> LOAD =
      List.of("name", "trace", "format", "step", "scale", "from", "rate", "objective");

  ReplayFields(String owner, JsonNode mapping, Set<String> known) {
    this(owner, mapping);
    if (!mapping.isObject()) {
      throw Arguments.usage("%s is not a mapping from keys to values".formatted(owner));
    }
    for (var property : mapping.properties()) {
      if (!known.contains(property.getKey())) {
        throw Arguments.usage(
            "%s has no key '%s'; there are %s"
                .formatted(owner, property.getKey(), String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  static ReplayPlan.Model model(JsonNode mapping, Path plan, long seed) {
    var known = new TreeSet<>(LOAD);
    known.addAll(INPUT);
    String name = mapping.path("name").asString("");
    var fields = new ReplayFields("the plan's model '%s'".formatted(name), mapping, known);
    return new ReplayPlan.Model(
        fields.required("name"),
        beside(plan, fields.required("trace")),
        fields.format(),
        fields.duration("from", "0s"),
        fields.number("rate"),
        fields.duration("objective", "100ms"),
        fields.input(plan, seed));
  }

  /** Format, step and scale as one specification. */
  private String format() {
    String format = text("format", "");
    var settings = new ArrayList<String>();
    for (String name : List.of("step", "scale")) {
      if (mapping.has(name)) {
        settings.add(name + "=" + text(name, ""));
      }
    }
    if (settings.isEmpty()) {
      return format;
    }
    String named = format.isEmpty() ? "rates" : format;
    return named + (named.contains(":") ? "," : ":") + String.join(",", settings);
  }

  private InputOptions input(Path plan, long seed) {
    var arguments = new ArrayList<>(List.of("--seed", Long.toString(seed)));
    for (String option : INPUT) {
      for (String value : texts(option)) {
        arguments.add("--" + option);
        arguments.add(FILES.contains(option) ? beside(plan, value).toString() : value);
      }
    }
    try {
      var input = CommandLine.populateCommand(new InputOptions(), arguments.toArray(String[]::new));
      input.check();
      return input;
    } catch (CommandLine.ParameterException e) {
      throw Arguments.usage("%s: %s".formatted(owner, e.getMessage()));
    }
  }

  private List<String> texts(String key) {
    JsonNode value = mapping.path(key);
    if (value.isMissingNode()) {
      return List.of();
    }
    var texts = new ArrayList<String>();
    if (value.isArray()) {
      value.forEach(each -> texts.add(each.asString()));
    } else {
      texts.add(value.asString());
    }
    return texts;
  }

  private static Path beside(Path plan, String file) {
    return plan.toAbsolutePath().resolveSibling(file).normalize();
  }

  private String required(String key) {
    String text = text(key, "");
    if (text.isEmpty()) {
      throw Arguments.usage("%s needs a '%s'".formatted(owner, key));
    }
    return text;
  }

  private String text(String key, String otherwise) {
    return mapping.path(key).asString(otherwise);
  }

  Duration duration(String key, String otherwise) {
    return Arguments.duration("%s: %s".formatted(owner, key), text(key, otherwise));
  }

  long whole(String key, long otherwise) {
    JsonNode value = mapping.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber()) {
      throw Arguments.usage("%s: %s must be a whole number, not %s".formatted(owner, key, value));
    }
    return value.asLong();
  }

  private double number(String key) {
    JsonNode value = mapping.path(key);
    if (value.isMissingNode()) {
      return 0;
    }
    if (!value.isNumber() || !(value.asDouble() > 0 && value.asDouble() <= 1e6)) {
      throw Arguments.usage(
          "%s: %s must be a number above 0 and at most 1000000, not %s"
              .formatted(owner, key, value));
    }
    return value.asDouble();
  }
}
