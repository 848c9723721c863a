package dev.hearth.node.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at what a node is given: programs and a place on the disk. */
public final class PlaceChecks {
  private static final long MIB = 1L << 20;
  private static final long LEAST_BYTES = 64 * MIB;
  private static final long FEW_BYTES = 1_024 * MIB;

  /** Programs that Hearth starts, and what for. */
  private record Program(String name, String purpose, String remedy) {}

  private static final List<Program> PROGRAMS =
      List.of(
          new Program("runc", "functions as processes and in images", "apt-get install runc"),
          new Program("python3", "functions in Python", "apt-get install python3"),
          new Program("node", "functions in JavaScript", "apt-get install nodejs"),
          new Program("npm", "models and code from npm", "apt-get install npm"),
          new Program("qemu-system-x86_64", "virtual machines", "apt-get install qemu-system-x86"));

  private PlaceChecks() {}

  /**
   * Programs, in the order of their use.
   *
   * @param environment gives PATH
   */
  public static List<Finding> programs(UnaryOperator<String> environment) {
    var findings = new ArrayList<Finding>();
    String path = Optional.ofNullable(environment.apply("PATH")).orElse("");
    for (var program : PROGRAMS) {
      findings.add(
          on(path, program.name())
              .map(at -> Finding.fine(program.name(), at.toString()))
              .orElseGet(
                  () ->
                      Finding.note(
                          program.name(),
                          "not on the path, and %s need it: %s"
                              .formatted(program.purpose(), program.remedy()))));
    }
    return findings;
  }

  private static Optional<Path> on(String path, String program) {
    return Stream.of(path.split(Pattern.quote(java.io.File.pathSeparator)))
        .filter(each -> !each.isEmpty())
        .map(each -> Path.of(each, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Whether a node can keep its data there. */
  public static Finding disk(Path data) {
    Path there = data.toAbsolutePath().normalize();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      return Finding.failure(
          "data", "%s cannot be written to; name another directory with --data".formatted(there));
    }
    try {
      return disk(data, Files.getFileStore(there).getUsableSpace());
    } catch (IOException e) {
      return Finding.failure("data", "%s cannot be looked at: %s".formatted(there, e));
    }
  }

  static Finding disk(Path data, long free) {
    String what = "%s, %d MiB free".formatted(data, free / MIB);
    if (free < LEAST_BYTES) {
      return Finding.failure("data", what + ": too little to deploy anything; make room");
    }
    return free < FEW_BYTES
        ? Finding.warning("data", what + ": little for models; make room")
        : Finding.fine("data", what);
  }
}
