package dev.hearth.cli;

import dev.hearth.cli.top.Held;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows what functions used, what models held, and what that costs. */
@Command(
    name = "bill",
    mixinStandardHelpOptions = true,
    description =
        "Shows what functions used in some days, what models held since the node started, and what"
            + " both cost by the node's prices.")
final class Bill implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(names = "--from", paramLabel = "DAY", description = "First day (default: this month's).")
  private String from = "";

  @Option(names = "--to", paramLabel = "DAY", description = "Last day (default: today).")
  private String to = "";

  @Option(names = "--tenant", paramLabel = "NAME", description = "Only this tenant's.")
  private String tenant = "";

  @Override
  public Integer call() {
    var path = new StringBuilder("/admin/v1/bill?");
    add(path, "from", from);
    add(path, "to", to);
    add(path, "tenant", tenant);
    JsonNode bill = common.client().get(path.toString());
    if (common.json()) {
      common.print(bill);
      return 0;
    }
    common.print(table(bill));
    if (from.isEmpty() && to.isEmpty() && tenant.isEmpty()) {
      List<Held> models = models();
      if (!models.isEmpty()) {
        common.print("\n" + table(models, bill.path("currency").asString()));
      }
    }
    return 0;
  }

  /** None for whoever may not read the node's metrics; the bill of functions is theirs still. */
  private List<Held> models() {
    try {
      return Held.of(common.client().text("/metrics"));
    } catch (CommandFailure _) {
      return List.of();
    }
  }

  private static String table(List<Held> models, String currency) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("MODEL", "VERSION", "GIB-S", currency));
    for (Held held : models) {
      rows.add(
          List.of(
              held.model(),
              held.version(),
              String.format(Locale.ROOT, "%.3f", held.gibSeconds()),
              String.format(Locale.ROOT, "%.6f", held.cost())));
    }
    return Table.of(rows) + "since the node started, for the memory that instances reserved";
  }

  private static void add(StringBuilder path, String name, String value) {
    if (!value.isEmpty()) {
      path.append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
          .append('&');
    }
  }

  private static String table(JsonNode bill) {
    String currency = bill.path("currency").asString();
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("TENANT", "FUNCTION", "VERSION", "CALLS", "ERRORS", "COLD", "GIB-S", currency));
    bill.path("lines").forEach(line -> rows.add(row(line)));
    rows.add(List.of("total", "", "", "", "", "", "", money(bill.path("total"))));
    return Table.of(rows)
        + "%s to %s, at %s %s a GiB-second and %s a million calls"
            .formatted(
                bill.path("from").asString(),
                bill.path("to").asString(),
                bill.at("/prices/gibSecond").asString(),
                currency,
                bill.at("/prices/millionCalls").asString());
  }

  private static List<String> row(JsonNode line) {
    return List.of(
        line.path("tenant").asString(),
        line.path("function").asString(),
        line.path("version").asString(),
        line.path("calls").asString(),
        line.path("errors").asString(),
        String.format(Locale.ROOT, "%.1f %%", 100 * line.path("coldShare").asDouble()),
        String.format(Locale.ROOT, "%.3f", line.path("gibSeconds").asDouble()),
        money(line.path("cost")));
  }

  private static String money(JsonNode amount) {
    return String.format(Locale.ROOT, "%.6f", amount.asDouble());
  }
}
