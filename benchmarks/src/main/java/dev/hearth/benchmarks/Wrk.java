package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The load generator wrk, which costs less than what it measures. */
final class Wrk {
  /** What is posted, and comes back. */
  static final String BODY = "{\"name\":\"hearth\",\"count\":1}";

  private static final String SCRIPT =
      """
      wrk.method = "POST"
      wrk.body = '%s'
      wrk.headers["Content-Type"] = "application/json"
      done = function(summary, latency, requests)
        local e = summary.errors
        io.write(string.format("RESULT %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
          latency:percentile(50), latency:percentile(99),
          e.connect + e.read + e.write + e.status + e.timeout))
      end
      """
          .formatted(BODY);

  private final Path script;

  Wrk(Path directory) throws IOException {
    script = Files.writeString(directory.resolve("post.lua"), SCRIPT);
  }

  /** Whether it is installed. */
  static boolean installed() {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, "wrk"))) {
        return true;
      }
    }
    return false;
  }

  /** What a window of load saw. Percentiles are in microseconds. */
  record Window(double perSecond, long p50Micros, long p99Micros) {}

  /**
   * Loads an address for a while.
   *
   * @throws IllegalStateException unless every request was answered with a status below 400
   */
  Window run(String url, int connections, int seconds) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "wrk",
            "-t1",
            "-c" + connections,
            "-d" + seconds + "s",
            "--latency",
            "-s",
            script.toString(),
            url);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(seconds + 10L, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("wrk did not end");
    }
    String[] result =
        said.lines()
            .filter(line -> line.startsWith("RESULT "))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("wrk said: " + said))
            .split(" ", -1);
    if (Long.parseLong(result[5]) > 0 || Long.parseLong(result[1]) == 0) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "%s: %s of the requests failed", url, result[5]));
    }
    return new Window(
        Long.parseLong(result[1]) * 1e6 / Long.parseLong(result[2]),
        Long.parseLong(result[3]),
        Long.parseLong(result[4]));
  }
}
