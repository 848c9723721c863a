package dev.hearth.distribution;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/graphs.md}. */
final class GraphsPageIT extends LiteratePage {
  static List<LiterateSection> sections() throws IOException {
    return sections("graphs.md");
  }

  @ParameterizedTest
  @MethodSource("sections")
  void doesWhatThePageSays(LiterateSection section) throws Exception {
    run(section);
  }
}
