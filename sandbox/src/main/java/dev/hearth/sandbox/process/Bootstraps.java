package dev.hearth.sandbox.process;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the process of a program runs, by its language. */
final class Bootstraps {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String NODE = "/usr/bin/node";
  private static final String JAVA_CLIENT =
      "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private Bootstraps() {}

  /** The families this machine has an interpreter for. */
  static Set<String> families() {
    var families = new java.util.TreeSet<>(Set.of("java", "provided"));
    if (Files.isExecutable(Path.of(PYTHON))) {
      families.add("python");
    }
    if (Files.isExecutable(Path.of(NODE))) {
      families.add("node");
    }
    return families;
  }

  /** The command and its arguments, as seen inside the sandbox. */
  static List<String> command(Program program) {
    return switch (program.language().family()) {
      case "python" -> List.of(PYTHON, "-s", RootDirectory.BOOTSTRAPS + "/bootstrap.py");
      case "node" -> List.of(NODE, RootDirectory.BOOTSTRAPS + "/bootstrap.mjs");
      case "java" -> java(program);
      default -> List.of(RootDirectory.TASK + "/bootstrap");
    };
  }

  private static List<String> java(Program program) {
    long heapMiB = Math.max(16, (program.limits().memoryBytes() * 3 / 4) >> 20);
    if (!bringsRuntime(program)) {
      return JavaRuntime.command(heapMiB);
    }
    return List.of(
        RootDirectory.JAVA + "/bin/java",
        "-Xmx" + heapMiB + "m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        RootDirectory.TASK + ":" + RootDirectory.TASK + "/lib/*",
        JAVA_CLIENT,
        program.handler());
  }

  /**
   * Refuses a program that could not start, saying why.
   *
   * @throws SandboxException naming what is missing
   */
  static void check(Program program) {
    Path content =
        program
            .content()
            .filter(Files::isDirectory)
            .orElseThrow(() -> invalid(program, "its code was not unpacked"));
    switch (program.language().family()) {
      case "python" -> module(program, content, List.of(".py", "/__init__.py", ".so"));
      case "node" -> module(program, content, List.of(".mjs", ".cjs", ".js"));
      case "java" -> {
        if (program.handler().isBlank()) {
          throw invalid(program, "its handler names no class, such as 'org.example.Hello'");
        }
      }
      case "provided" -> bootstrap(program, content);
      default ->
          throw invalid(
              program,
              "the sandbox 'process' does not run '%s'".formatted(program.language().identifier()));
    }
  }

  private static void module(Program program, Path content, List<String> endings) {
    String handler = program.handler();
    int dot = handler.lastIndexOf('.');
    if (dot <= handler.lastIndexOf('/') + 1 || dot == handler.length() - 1) {
      throw invalid(
          program,
          "its handler '%s' is not FILE.FUNCTION, such as 'app.handler'".formatted(handler));
    }
    String module = handler.substring(0, dot);
    String path = program.language().family().equals("python") ? module.replace('.', '/') : module;
    Optional<Path> found =
        endings.stream()
            .map(ending -> content.resolve(path + ending).normalize())
            .filter(file -> file.startsWith(content) && Files.isRegularFile(file))
            .findFirst();
    if (found.isEmpty()) {
      throw invalid(
          program,
          "its handler '%s' asks for %s%s, which its code does not have"
              .formatted(handler, path, endings.getFirst()));
    }
  }

  /** Whether its code has AWS's runtime interface client, which then is what runs. */
  static boolean bringsRuntime(Program program) {
    Path library = program.content().orElseThrow().resolve("lib");
    try (Stream<Path> jars = Files.isDirectory(library) ? Files.list(library) : Stream.empty()) {
      return jars.anyMatch(
          jar -> jar.getFileName().toString().startsWith("aws-lambda-java-runtime-interface"));
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, "the code of " + program + " cannot be read", e);
    }
  }

  private static void bootstrap(Program program, Path content) {
    Path file = content.resolve("bootstrap");
    if (!Files.isRegularFile(file)) {
      throw invalid(program, "its code has no file 'bootstrap' at its top");
    }
    if (!Files.isExecutable(file)) {
      throw invalid(
          program, "its file 'bootstrap' is not executable; say chmod 755 before it is packed");
    }
  }

  private static SandboxException invalid(Program program, String what) {
    return new SandboxException(Code.INVALID_PROGRAM, program + " cannot run: " + what);
  }
}
