package dev.hearth.sandbox.oci;

import static dev.hearth.sandbox.runtimeapi.RuntimeVariables.quoted;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.runtimeapi.RuntimeVariables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the waiting shell of a container reads to become an image's program. */
final class ImageScript {
  private ImageScript() {}

  /**
   * The script: variables, the directory, then the command in the shell's place. The handler, if
   * there is one, stands for the image's own {@code Cmd}, as in AWS's image configuration.
   *
   * @param api host and port of the Runtime API
   */
  static String of(Program program, Image.Defaults image, String api) {
    List<String> command = command(program, image);
    String words = command.stream().map(RuntimeVariables::quoted).collect(Collectors.joining(" "));
    String directory = image.workingDirectory().isEmpty() ? "/" : image.workingDirectory();
    var script =
        new StringBuilder(new RuntimeVariables(program, api, environment(image)).script())
            .append("cd %s || exit 126\n".formatted(quoted(directory)));
    if (command.getFirst().contains("/")) {
      script.append("exec ").append(words);
    } else {
      // the waiting shell has commands of its own, which are not the image's
      script.append("IFS=:\nfor d in $PATH; do [ -x \"$d\"/").append(quoted(command.getFirst()));
      script.append(" ] && exec \"$d\"/").append(words).append(" </dev/null; done\nexit 127");
    }
    return script.append(" </dev/null\n").toString();
  }

  private static Map<String, String> environment(Image.Defaults image) {
    var variables = new LinkedHashMap<String, String>();
    variables.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    for (String variable : image.environment()) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        variables.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return variables;
  }

  private static List<String> command(Program program, Image.Defaults image) {
    var command = new ArrayList<>(image.entrypoint());
    if (program.handler().isBlank()) {
      command.addAll(image.command());
    } else {
      command.add(program.handler());
    }
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          "the image says nothing of what to run; give it an Entrypoint or a Cmd, or the function a"
              + " handler");
    }
    return command;
  }
}
