package dev.hearth.simulator.command;

import dev.hearth.kernel.PolicyChoice;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.laboratory.PolicyMix;
import dev.hearth.simulator.replay.Guide;
import dev.hearth.simulator.replay.Replayed;
import dev.hearth.simulator.trace.TraceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth replay}: what was replayed on a live node, again in the virtual world. */
@Command(
    name = "replay",
    description = {
      "Simulates what 'hearth bench --replay' measured on a node, and compares.",
      "With --policies it says what the same load would have met under others."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the report could not be written", "2:what is read is wrong"})
public final class Replay implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "the folder that 'hearth bench' wrote")
  private Path folder = Path.of("replayed");

  @Option(
      names = {"-p", "--policies"},
      paramLabel = "MIX",
      description = "policies for all models instead of their own, such as infless or fifo+kpa")
  private Optional<String> policies = Optional.empty();

  @Option(
      names = "--arrivals",
      description = "only make the instants of the plan's requests, for the live part")
  private boolean arrivalsOnly;

  @Option(
      names = "--guide",
      description = "draw the plots of docs/objectives.md into DIR, from made-up models")
  private boolean guide;

  @Override
  public void run() {
    try {
      if (guide) {
        new Guide().write(folder).forEach(file -> say("hearth: wrote " + file));
        return;
      }
      var replayed = new Replayed(folder);
      if (arrivalsOnly) {
        say("hearth: %d requests a run".formatted(replayed.record()));
      } else {
        report(replayed.compare(policies.map(Replay::choice)));
      }
    } catch (IllegalArgumentException | TraceException e) {
      throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.FAILED, "cannot write into %s: %s".formatted(folder, e), e);
    }
  }

  private static PolicyChoice choice(String mix) {
    return PolicyMix.parse(mix, new Registry()).choice();
  }

  private void report(String table) {
    var console = spec.commandLine().getOut();
    console.print(table);
    console.flush();
    say("hearth: wrote results.csv and report.html into " + folder);
  }

  private void say(String line) {
    spec.commandLine().getErr().println(line);
  }
}
