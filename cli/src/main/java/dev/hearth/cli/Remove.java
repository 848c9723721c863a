package dev.hearth.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes what is deployed under a name. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description =
        "Removes the model, or else the function, or else the graph of each name; accepted"
            + " requests are still answered.")
final class Remove implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "Names, as 'list' shows them.")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    var client = common.client();
    for (var name : names) {
      var model = client.deleteIfThere(NodeClient.path("/admin/v1/models/", name));
      var removed =
          model
              .or(() -> client.deleteIfThere(NodeClient.path("/admin/v1/functions/", name)))
              .or(() -> client.deleteIfThere(NodeClient.path("/admin/v1/graphs/", name)));
      if (removed.isEmpty()) {
        throw new CommandFailure(
            CommandFailure.REFUSED,
            "no model, function or graph '%s' is deployed; 'hearth list' shows what is"
                .formatted(name));
      }
      common.print(common.json() ? removed.get() : "removed " + name);
    }
    return 0;
  }
}
