package dev.hearth.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls a function once. */
@Command(
    name = "invoke",
    mixinStandardHelpOptions = true,
    description = "Calls a function and prints its answer as it is.")
final class Invoke implements Callable<Integer> {
  private static final String ERROR_HEADER = "X-Amz-Function-Error";
  private static final String LOG_HEADER = "X-Amz-Log-Result";

  @Mixin private Common common = new Common();

  @Parameters(
      paramLabel = "FUNCTION",
      description = "Its name, as 'list' shows it, with :VERSION or :ALIAS if wanted.")
  private String function = "";

  @Option(
      names = "--payload",
      paramLabel = "FILE",
      description = "The input, - for standard input (default: none).")
  private String payload = "";

  @Option(names = "--event", description = "Do not wait: the node keeps the call until it has run.")
  private boolean event;

  @Option(names = "--log", description = "Print the end of the call's log, to standard error.")
  private boolean log;

  @Override
  public Integer call() {
    var headers = new TreeMap<String, String>();
    headers.put("X-Amz-Invocation-Type", event ? "Event" : "RequestResponse");
    headers.put("X-Amz-Log-Type", log ? "Tail" : "None");
    var path = NodeClient.path("/2015-03-31/functions/", function) + "/invocations";
    var answer = common.client().exchange(path, read(), headers);
    answer.header(LOG_HEADER).ifPresent(Invoke::showLog);
    var text = new String(answer.body(), StandardCharsets.UTF_8);
    if (answer.header(ERROR_HEADER).isPresent()) {
      throw new CommandFailure(
          CommandFailure.REFUSED, "the function '%s' failed: %s".formatted(function, text));
    }
    if (!text.isEmpty()) {
      common.print(text);
    }
    return 0;
  }

  private static void showLog(String base64) {
    System.err.print(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
  }

  private byte[] read() {
    try {
      return switch (payload) {
        case "" -> new byte[0];
        case "-" -> System.in.readAllBytes();
        default -> Files.readAllBytes(Path.of(payload));
      };
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.USAGE, "the payload '%s' cannot be read: %s".formatted(payload, e));
    }
  }
}
