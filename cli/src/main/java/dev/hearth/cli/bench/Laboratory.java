package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The simulator, which is a program of its own beside this one: started from the same jars. */
final class Laboratory {
  private static final String MAIN = "dev.hearth.simulator.Main";

  private Laboratory() {}

  /** Runs one of its commands to the end; what it prints goes where this program prints. */
  static void run(String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", MAIN));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).inheritIO();
    process.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    int status = ended(process);
    if (status != 0) {
      throw new CommandFailure(
          status == CommandFailure.USAGE ? CommandFailure.USAGE : CommandFailure.REFUSED,
          "the simulator did not do '%s'; what it said is above"
              .formatted(String.join(" ", arguments)));
    }
  }

  private static int ended(ProcessBuilder process) {
    try {
      Process started = process.start();
      try {
        return started.waitFor();
      } catch (InterruptedException _) {
        started.destroy();
        Thread.currentThread().interrupt();
        return CommandFailure.REFUSED;
      }
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.REFUSED, "the simulator cannot be started: %s".formatted(e));
    }
  }
}
