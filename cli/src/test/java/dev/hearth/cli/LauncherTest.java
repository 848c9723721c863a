package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The launcher starts every command there is and says so; the front page shows each. */
class LauncherTest {
  private final Set<String> commands = Main.commands().getSubcommands().keySet();

  @Test
  void theLauncherKnowsEveryCommand() throws IOException {
    String launcher = Files.readString(Path.of("..", "hearth"));

    assertThat(commands)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            command -> {
              assertThat(launcher).as("its help").containsPattern("(?m)^  " + command + " +[a-z]");
              assertThat(launcher)
                  .as("the line that starts it")
                  .containsPattern("(?m)^  ([a-z]+ \\| )*" + command + "( \\| [a-z]+)*\\)");
              assertThat(launcher)
                  .as("what it says of a word it does not know")
                  .containsPattern("the commands are [a-z, ]*\\b" + command + "\\b");
            });
  }

  @Test
  void theFrontPageShowsEveryCommand() throws IOException {
    String page = Files.readString(Path.of("..", "README.md"));
    Pattern row = Pattern.compile("(?m)^\\| `hearth .*");
    String rows = String.join("\n", row.matcher(page).results().map(r -> r.group()).toList());

    assertThat(commands)
        .allSatisfy(command -> assertThat(rows).containsPattern("[`]([a-z]+ )?" + command + "\\b"));
  }
}
