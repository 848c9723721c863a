package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.EventConfiguration;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/configuration.md against the records. */
class ConfigurationPageTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9.-]+)` \\| (`([^`]*)`|[^|]*) \\|.*");

  /**
   * Keys and defaults of a section before its first part; a default that is no literal is empty.
   */
  private static Map<String, String> table(String heading) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "configuration.md"));
    String section = page.substring(page.indexOf("## " + heading));
    int end = section.indexOf("\n##", 3);
    var rows = new LinkedHashMap<String, String>();
    (end < 0 ? section : section.substring(0, end))
        .lines()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .forEach(row -> rows.put(row.group(1), row.group(3) == null ? "" : row.group(3)));
    return rows;
  }

  private static String yaml(Map<String, String> defaults) {
    var sections = new LinkedHashMap<String, String>();
    defaults.forEach(
        (key, value) -> {
          String[] path = key.split("\\.", 2);
          if (!value.isEmpty()) {
            String entry = path.length == 1 ? value : path[1] + ": " + value;
            sections.merge(path[0], entry, (before, after) -> before + ", " + after);
          }
        });
    var text = new StringBuilder();
    sections.forEach(
        (key, value) ->
            text.append(key)
                .append(": ")
                .append(value.contains(": ") ? "{" + value + "}" : value)
                .append('\n'));
    return text.toString();
  }

  @Test
  void thePageNamesEveryKeyOfTheNode() throws IOException {
    assertThat(table("Node").keySet()).containsExactlyElementsOf(NodeConfig.KEYS);
  }

  @Test
  void thePageNamesEveryKeyOfAManifest() throws IOException {
    assertThat(table("Manifest").keySet()).containsExactlyElementsOf(Manifest.KEYS);
  }

  @Test
  void theDefaultsOfTheNodeAreThoseOfThePage() throws IOException {
    String all = yaml(table("Node"));
    assertThat(all).contains("127.0.0.1", "max-held");
    assertThat(NodeConfig.parse(all, new Registry())).isEqualTo(NodeConfig.defaults());
  }

  @Test
  void theDefaultsOfAManifestAreThoseOfThePage() throws IOException {
    String least = "kind: Model\nname: m\nfrom: file:/m.onnx\n";
    Map<String, String> defaults = table("Manifest");
    defaults.remove("kind");
    String all =
        least
            + yaml(defaults)
                .lines()
                .filter(line -> !line.startsWith("kind"))
                .reduce("", (before, line) -> before + line + "\n");
    assertThat(all).contains("max-size: 16");
    assertThat(Manifest.parse(all, new Registry()))
        .isEqualTo(Manifest.parse(least, new Registry()));
  }

  @Test
  void thePageNamesEveryKeyOfAFunctionsManifest() throws IOException {
    assertThat(table("Function manifest").keySet())
        .containsExactlyElementsOf(FunctionManifest.KEYS);
  }

  @Test
  void theDefaultsOfAFunctionsManifestAreThoseOfThePage() throws IOException {
    String least = "kind: Function\nname: f\nfrom: file:/f.py\nruntime: python3.11\n";
    Map<String, String> defaults = table("Function manifest");
    List.of("kind", "sandbox").forEach(defaults::remove);
    String events =
        yaml(defaults).lines().filter(line -> line.startsWith("events")).toList().get(0);
    String rest =
        yaml(defaults)
            .lines()
            .filter(line -> !line.startsWith("events"))
            .reduce("", (before, line) -> before + line + "\n");

    assertThat(rest).contains("128MiB", "timeout: 3s");
    assertThat(FunctionManifest.parse(least + rest, new Registry()))
        .isEqualTo(FunctionManifest.parse(least, new Registry()));
    assertThat(FunctionManifest.parse(least + events + "\n", new Registry()).events())
        .contains(EventConfiguration.DEFAULTS);
  }
}
