package dev.hearth.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes, lists and takes back the keys that a node knows. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and revokes the keys with which callers come in.",
    subcommands = {Keys.Create.class, Keys.Show.class, Keys.Revoke.class})
final class Keys {
  private static final String PATH = "/admin/v1/keys";

  private Keys() {}

  /** Makes one, whose text is printed this once. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes a key and prints it, which is the only time that it can be read.")
  static final class Create implements Callable<Integer> {
    @Mixin private Common common = new Common();

    @Parameters(paramLabel = "NAME", description = "Whose key it is, for logs and limits.")
    private String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        defaultValue = "administer",
        description = "invoke, deploy or administer (default: administer).")
    private String role = "";

    @Option(
        names = "--tenant",
        paramLabel = "TENANT",
        defaultValue = "default",
        description = "Whose models and functions it is for (default: default).")
    private String tenant = "";

    @Option(names = "--days", paramLabel = "N", description = "Days until it expires.")
    private @Nullable Integer days;

    @Override
    public Integer call() {
      var wanted = new LinkedHashMap<String, Object>();
      wanted.put("name", name);
      wanted.put("tenant", tenant);
      wanted.put("roles", List.of(role));
      if (days != null) {
        wanted.put("days", days);
      }
      JsonNode made =
          common
              .client()
              .post(
                  PATH,
                  JsonMapper.shared().writeValueAsString(wanted).getBytes(StandardCharsets.UTF_8));
      common.print(common.json() ? made.toPrettyString() : made.path("key").asString());
      return 0;
    }
  }

  /** Lists them, without what is secret. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the keys, without their secrets.")
  static final class Show implements Callable<Integer> {
    @Mixin private Common common = new Common();

    @Override
    public Integer call() {
      JsonNode answer = common.client().get(PATH);
      common.print(common.json() ? answer.toPrettyString() : text(answer.path("keys")));
      return 0;
    }

    private static String text(JsonNode keys) {
      var lines = new ArrayList<String>();
      lines.add(line("ID", "NAME", "TENANT", "ROLES", "EXPIRES"));
      for (JsonNode key : keys) {
        var roles = new ArrayList<String>();
        key.path("roles").forEach(role -> roles.add(role.asString()));
        lines.add(
            line(
                key.path("id").asString(),
                key.path("name").asString(),
                key.path("tenant").asString(),
                String.join(",", roles),
                key.path("expiresAt").asString("never")));
      }
      return String.join(System.lineSeparator(), lines);
    }

    private static String line(Object... columns) {
      return "%-14s %-20s %-16s %-12s %s".formatted(columns);
    }
  }

  /** Takes one back. */
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Takes a key back; from then on nobody comes in with it.")
  static final class Revoke implements Callable<Integer> {
    @Mixin private Common common = new Common();

    @Parameters(paramLabel = "ID", description = "The key's id, as 'hearth keys list' shows it.")
    private String id = "";

    @Override
    public Integer call() {
      if (common.client().deleteIfThere(NodeClient.path(PATH + "/", id)).isEmpty()) {
        throw new CommandFailure(CommandFailure.REFUSED, "there is no key '" + id + "'");
      }
      common.print("revoked " + id);
      return 0;
    }
  }
}
