package dev.hearth.simulator.report;

import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.simulator.trace.Traces;
import dev.hearth.simulator.workload.Generators;
import java.util.List;

/**
 * The formats of traces and the generators in words: the page {@code docs/workloads.md}, which is
 * never written by hand.
 */
public final class Workloads {
  private Workloads() {}

  /** The page. */
  public static String markdown() {
    var page =
        new StringBuilder(
            """
            # Workloads

            What `./hearth simulate` can be asked to run. This page is made by
            `./hearth simulate --workloads > docs/workloads.md`; do not edit it. [How to simulate](simulate.md).

            Settings follow a name after a colon, separated by commas: `--format rates:step=1m,duration=20ms`,
            `--generate azure:functions=500,days=14`.

            ## Formats of traces

            `--trace PATH` takes a file, plain or compressed with gzip, or a folder. The format is found out where
            `--format` does not name it.
            """);
    for (var reader : Traces.ALL) {
      page.append(section(reader.format(), reader.meaning(), reader.parameters()));
    }
    page.append(
        """

        ## Generators

        What a generator makes depends on its settings and the seed alone.
        """);
    for (var generator : Generators.ALL) {
      page.append(section(generator.name(), generator.meaning(), generator.parameters()));
    }
    return page.toString();
  }

  private static String section(String name, String meaning, List<Parameter> parameters) {
    var table = parameters.isEmpty() ? "No settings.\n" : Catalogue.rows(parameters);
    return "\n### %s\n\n%s\n\n%s".formatted(name, sentence(meaning), table);
  }

  private static String sentence(String meaning) {
    return Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1) + ".";
  }
}
