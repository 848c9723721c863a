package dev.hearth.benchmarks.suites.live;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A function as it is deployed.
 *
 * @param settings more lines of its manifest, by key
 */
record Deployed(
    String name, Suite suite, Language language, Place place, Map<String, String> settings) {
  /** How long an instance stays that shall not go while anything is measured. */
  private static final String STAYS = "10m";

  Deployed {
    settings = Map.copyOf(settings);
  }

  static Deployed of(Suite suite, Language language, Place place) {
    return new Deployed(
        "%s-%s-%s".formatted(suite.id(), language.id(), place.id()),
        suite,
        language,
        place,
        Map.of());
  }

  Deployed named(String ending) {
    return new Deployed(name + "-" + ending, suite, language, place, settings);
  }

  Deployed with(String key, String value) {
    var more = new LinkedHashMap<>(settings);
    more.put(key, value);
    return new Deployed(name, suite, language, place, more);
  }

  /** One whose instance goes as soon as it has answered. */
  Deployed cold() {
    return named("cold").with("scale", "{zero-after: 10ms}");
  }

  /**
   * The manifest.
   *
   * @param from where its code comes from
   */
  String manifest(String from) {
    var lines = new LinkedHashMap<String, String>();
    lines.put("kind", "Function");
    lines.put("name", name);
    lines.put("from", from);
    lines.put("runtime", place == Place.OCI ? "image" : language.runtime());
    lines.put("handler", suite.handler(language));
    lines.put("sandbox", place.id());
    lines.put("trusted", "true");
    lines.put("timeout", "120s");
    lines.put("resources", "{memory: %dMiB, cpu: 1}".formatted(language.mebibytes()));
    lines.put("scale", "{zero-after: %s}".formatted(STAYS));
    lines.putAll(settings);
    var text = new StringBuilder();
    lines.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
    return text.toString();
  }
}
