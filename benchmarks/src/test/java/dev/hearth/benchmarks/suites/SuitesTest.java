package dev.hearth.benchmarks.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SuitesTest {
  private static Function<Map<String, Object>, Map<String, Object>> suite(String name) {
    return switch (name) {
      case "functionbench" -> new FunctionBench();
      case "faasdom" -> new FaasDom();
      case "serverlessbench" -> new ServerlessBench();
      case "faasprofiler" -> new FaasProfiler();
      default -> throw new IllegalArgumentException("there is no suite '" + name + "'");
    };
  }

  private static Stream<String> checksums() throws IOException {
    return Files.readAllLines(Path.of("suites", "checksums.txt")).stream()
        .filter(line -> !line.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource("checksums")
  void aCaseAnswersWhatItDoesInEveryLanguage(String line) {
    var words = line.split(" ", 4);

    var answer = suite(words[0]).apply(Map.of("case", words[1], "n", Long.parseLong(words[2])));

    assertThat(answer).containsEntry("checksum", words[3]);
  }

  /** NIST SP 800-38A, F.5.1, block 1. */
  @Test
  void countersAreEncryptedAsInTheStandardsExample() {
    var text = HexFormat.of().parseHex("6bc1bee22e409f96e93d7e117393172a");

    assertThat(HexFormat.of().formatHex(Aes.ctr(text)))
        .isEqualTo("874d6191b620e3261bef6864990db6ce");
  }

  @Test
  void anUnknownCaseIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> new FaasDom().apply(Map.of("case", "latency")))
        .hasMessage("there is no case 'latency'; there are diskio, fact, matrix, netlatency");
  }

  @Test
  void aSizeThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new FaasDom().apply(Map.of("case", "matrix", "n", 1.5)))
        .hasMessage("n of 'matrix' must be a whole number from 1 to 1000, not 1.5");
  }
}
