package dev.hearth.benchmarks.suites.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cases in Python and JavaScript, each in one run of its interpreter, without a node. */
class InterpretersTest {
  private static final Path SUITES = Path.of("suites");

  private static final String PYTHON =
      """
      import importlib, sys
      for line in open("../checksums.txt"):
          suite, case, n, checksum = line.split(" ", 3)
          if suite != "#":
              answer = importlib.import_module(suite).handler({"case": case, "n": int(n), "cpu": True}, None)
              assert answer["cpuNanos"] >= 0
              print(suite, case, n, answer["checksum"])
      """;

  private static final String NODE =
      """
      const { readFileSync } = require('fs');
      (async () => {
        for (const line of readFileSync('../checksums.txt', 'utf8').trim().split('\\n')) {
          const [suite, name, n] = line.split(' ');
          if (suite === '#') continue;
          const { handler } = await import(process.cwd() + '/' + suite + '.mjs');
          const answer = await handler({ case: name, n: Number(n), cpu: true }, {});
          if (!(answer.cpuNanos >= 0)) throw new Error('no processor time');
          console.log(suite, name, n, answer.checksum);
        }
      })();
      """;

  private static List<String> answers(String folder, String... command) throws IOException {
    assumeTrue(Files.isExecutable(Path.of(command[0])), command[0] + " is not installed");
    Process process =
        new ProcessBuilder(command)
            .directory(SUITES.resolve(folder).toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
  }

  private static List<String> expected() throws IOException {
    return Files.readAllLines(SUITES.resolve("checksums.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  @Test
  void pythonAnswersWhatEveryLanguageDoes() throws IOException {
    assertThat(answers("python", "/usr/bin/python3", "-B", "-c", PYTHON)).isEqualTo(expected());
  }

  @Test
  void javaScriptAnswersWhatEveryLanguageDoes() throws IOException {
    assertThat(answers("node", "/usr/bin/node", "-e", NODE)).isEqualTo(expected());
  }
}
