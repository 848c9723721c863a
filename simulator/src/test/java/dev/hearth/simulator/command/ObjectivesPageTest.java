package dev.hearth.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.Main;
import dev.hearth.simulator.replay.Guide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Holds docs/objectives.md against the commands, the policies and the plots there are. */
final class ObjectivesPageTest {
  private static final Path PAGE = Path.of("../docs/objectives.md");
  private static final Path PLOTS = Path.of("../docs/images/objectives");

  @TempDir private Path folder;

  private static List<String> found(String pattern) throws IOException {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(Files.readString(PAGE))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void everyCommandOfTheSimulatorHasTheOptionsThatThePageGivesIt() throws IOException {
    var commands = found("^\\$ \\./hearth (simulate|replay) .*$");
    assertThat(commands).hasSizeGreaterThanOrEqualTo(4);
    for (var command : commands) {
      var words = command.substring("$ ./hearth ".length()).split(" ", -1);
      assertThat(new CommandLine(Main.command()).parseArgs(words).hasSubcommand())
          .as(command)
          .isTrue();
    }
  }

  @Test
  void everyPolicyItNamesIsThere() throws IOException {
    var page = Files.readString(PAGE);
    var ids = new Registry().all().stream().map(dev.hearth.kernel.Suite::id).toList();
    var named = found("(?<=--policies |(policies|scaling|queue|warmth|admission): )[a-z][a-z-]+");
    assertThat(named).hasSizeGreaterThan(5).isSubsetOf(ids);
    assertThat(ids).filteredOn(id -> page.contains("`" + id + "`")).contains("kpa", "uniform");
  }

  @Test
  void itsPlotsAreThoseThatTheCommandDraws() throws IOException {
    for (var plot : new Guide().write(folder)) {
      var name = String.valueOf(plot.getFileName());
      assertThat(PLOTS.resolve(name)).hasSameTextualContentAs(plot);
      assertThat(found("images/objectives/" + name)).hasSize(1);
    }
  }
}
