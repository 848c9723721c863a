package dev.hearth.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shares out the requests of a model among its versions, or shows how they are. */
@Command(
    name = "traffic",
    mixinStandardHelpOptions = true,
    description = "Shares out a model's requests among its versions, or shows how they are.")
final class Traffic implements Callable<Integer> {
  private static final Pattern SHARE = Pattern.compile("(\\d+)=(\\d+)%?");
  private static final JsonMapper JSON = JsonMapper.shared();

  @Mixin private Common common = new Common();

  @Parameters(index = "0", paramLabel = "NAME", description = "The model, as 'list' shows it.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "VERSION=PERCENT",
      description = "Together 100; a version that is not named gets none. Shows them if absent.")
  private List<String> shares = List.of();

  @Override
  public Integer call() {
    var path = NodeClient.path("/admin/v1/models/", name) + "/traffic";
    if (!shares.isEmpty()) {
      common.client().putJson(path, body());
    }
    var traffic = common.client().get(path);
    common.print(common.json() ? traffic : Table.of(rows(traffic)));
    return 0;
  }

  private byte[] body() {
    var body = JSON.createObjectNode();
    for (var share : shares) {
      var matcher = SHARE.matcher(share);
      if (!matcher.matches()) {
        throw wrong("'%s' is no share; write VERSION=PERCENT such as 2=10".formatted(share));
      }
      if (body.has(matcher.group(1))) {
        throw wrong("version %s is named twice; name it once".formatted(matcher.group(1)));
      }
      body.put(matcher.group(1), percent(matcher.group(2)));
    }
    return JSON.writeValueAsBytes(body);
  }

  private static int percent(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  private static CommandFailure wrong(String message) {
    return new CommandFailure(CommandFailure.USAGE, message);
  }

  private static List<List<String>> rows(JsonNode traffic) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("VERSION", "TRAFFIC"));
    traffic
        .properties()
        .forEach(share -> rows.add(List.of(share.getKey(), share.getValue().asInt() + "%")));
    return rows;
  }
}
