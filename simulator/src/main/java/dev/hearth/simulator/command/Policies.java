package dev.hearth.simulator.command;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.report.Catalogue;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth policies}: what there is to choose from. */
@Command(
    name = "policies",
    description = "Lists every policy, or explains one of them with its parameters.",
    mixinStandardHelpOptions = true)
public final class Policies implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "ID", arity = "0..1", description = "the policy to explain")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--markdown",
      description = "print the page docs/policies.md, which has them all with their parameters")
  private boolean markdown;

  @Override
  public void run() {
    var catalogue = new Catalogue(new Registry());
    var out = spec.commandLine().getOut();
    out.print(
        markdown ? catalogue.markdown() : id.map(this::explained).orElseGet(catalogue::overview));
    out.flush();
  }

  private String explained(String wanted) {
    try {
      return new Catalogue(new Registry()).details(wanted);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
