package dev.hearth.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LiterateSectionTest {
  private static final String PAGE =
      """
      # Title

      ## First

      Needs `runc` and `/usr/bin/python3` (`apt-get install runc python3`).

      ```sh
      echo one
      ```

      ```text
      one ... three
      ```

      ```sh
      echo two
      ```

      ## Only words
      """;

  @Test
  void readsCommandsAndWhatTheyPrint() {
    assertThat(LiterateSection.of(PAGE))
        .singleElement()
        .satisfies(
            section -> {
              assertThat(section.needs()).containsExactly("runc", "/usr/bin/python3");
              assertThat(section.steps())
                  .extracting(LiterateSection.Step::commands)
                  .containsExactly("echo one\n", "echo two\n");
            });
  }

  @Test
  void dotsAreAnything() {
    var step = LiterateSection.of(PAGE).getFirst().steps().getFirst();

    assertThat(step.prints("one two three\n")).isTrue();
    assertThat(step.prints("one two four\n")).isFalse();
  }
}
