package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a program's classes are: in the directory it was unpacked to and the jars of its {@code
 * lib}, as AWS has it, or in the jar itself.
 */
final class ClassPath {
  private ClassPath() {}

  static List<Path> of(Program program) {
    if (program.content().isPresent()) {
      return content(program, program.content().get());
    }
    return List.of(
        program
            .archive()
            .orElseThrow(
                () ->
                    new SandboxException(
                        SandboxException.Code.INVALID_PROGRAM,
                        "%s has no code; Java functions come as a jar or a zip"
                            .formatted(program))));
  }

  private static List<Path> content(Program program, Path content) {
    var found = new ArrayList<Path>();
    found.add(content);
    Path lib = content.resolve("lib");
    if (Files.isDirectory(lib)) {
      try (Stream<Path> jars = Files.list(lib)) {
        jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().forEach(found::add);
      } catch (IOException e) {
        throw new SandboxException(
            SandboxException.Code.FAILED, "the code of %s cannot be read".formatted(program), e);
      }
    }
    return found;
  }
}
