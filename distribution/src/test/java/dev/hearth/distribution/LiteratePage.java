package dev.hearth.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Does what a page of the documentation says, word for word, against a node in a process. */
abstract class LiteratePage {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int MINUTES = 5;

  @TempDir static Path directory;
  private static DeliveredNode node;

  @BeforeAll
  static void start() throws Exception {
    node = DeliveredNode.start(directory);
    Path hearth = Files.createDirectory(directory.resolve("bin")).resolve("hearth");
    Files.writeString(
        hearth,
        """
        #!/bin/sh
        exec "%s" --enable-native-access=ALL-UNNAMED -cp "%s/*" dev.hearth.cli.Main "$@"
        """
            .formatted(DeliveredNode.JAVA, DeliveredNode.JARS));
    Files.setPosixFilePermissions(hearth, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterAll
  static void stop() throws Exception {
    node.stop();
  }

  /** The sections of a page below {@code docs}. */
  static List<LiterateSection> sections(String page) throws IOException {
    return LiterateSection.of(Files.readString(ROOT.resolve("docs").resolve(page)));
  }

  /** Does what a section says, in an empty folder. */
  static void run(LiterateSection section) throws IOException, InterruptedException {
    for (String need : section.needs()) {
      assumeTrue(isThere(need), section.title() + " needs " + need + ", which is not here");
    }
    Path folder = Files.createTempDirectory(directory, "empty");
    for (LiterateSection.Step step : section.steps()) {
      Path out = Files.createTempFile(directory, "out", "");
      Process process = shell(folder, step, out);
      try {
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as(step.commands()).isTrue();
      } finally {
        process.destroyForcibly();
      }
      String printed = Files.readString(out);
      assertThat(process.exitValue()).as("%s%nprinted: %s", step.commands(), printed).isZero();
      assertThat(step.prints(printed))
          .as("%s%nprinted:%n%s%nthe page says:%n%s", step.commands(), printed, step.output())
          .isTrue();
    }
  }

  private static Process shell(Path folder, LiterateSection.Step step, Path out)
      throws IOException {
    var builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", step.commands())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    String javaBin = System.getProperty("java.home") + "/bin";
    builder
        .environment()
        .put(
            "PATH", "%s:%s:%s".formatted(directory.resolve("bin"), javaBin, System.getenv("PATH")));
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // Java says so when it finds some
    builder.environment().put("HEARTH_HOME", ROOT.toString());
    builder.environment().put("HEARTH_SERVER", node.server());
    return builder.start();
  }

  private static boolean isThere(String need) {
    return need.startsWith("/")
        ? Files.exists(Path.of(need))
        : Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, need)));
  }
}
