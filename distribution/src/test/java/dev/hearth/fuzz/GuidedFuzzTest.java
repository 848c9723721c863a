package dev.hearth.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Fuzzes every reader of bytes, each in a process of its own: a moment in the default tests, as
 * long as it is told to with {@code ./hearth fuzz}. Where a parser is broken in a room's own tests
 * too, this tells only how often and how far it was tried.
 */
class GuidedFuzzTest {
  private static final Path ROOT =
      Path.of(System.getProperty("hearth.home", "..")).toAbsolutePath().normalize();
  private static final String TARGET = System.getProperty("hearth.fuzz.target", "");
  private static final double MINUTES =
      Double.parseDouble(System.getProperty("hearth.fuzz.minutes", "0"));
  private static final int JOBS = Integer.getInteger("hearth.fuzz.jobs", 2);
  private static final long SEED =
      Long.getLong("hearth.seed", MINUTES > 0 ? System.nanoTime() & 0x7fffffff : 1);
  private static final int SHORT_SECONDS = 2;
  private static final int SHORT_EXECUTIONS = 5_000;

  private static ExecutorService jobs;

  @BeforeAll
  static void start() {
    jobs = Executors.newFixedThreadPool(JOBS);
  }

  @AfterAll
  static void end() {
    jobs.shutdownNow();
  }

  private static List<FuzzTarget> targets() {
    return FuzzTarget.all(ROOT).stream().filter(each -> each.name().startsWith(TARGET)).toList();
  }

  private static FuzzResult run(FuzzTarget target) throws IOException, InterruptedException {
    boolean brief = MINUTES == 0;
    Path kept = brief ? Path.of("target/fuzz").toAbsolutePath() : ROOT.resolve(".fuzz");
    Path directory = Files.createDirectories(kept.resolve(target.name()));
    return new FuzzRun(
            target,
            directory,
            brief ? SHORT_SECONDS : Math.round(60 * MINUTES),
            brief ? SHORT_EXECUTIONS : 0,
            SEED)
        .run();
  }

  @TestFactory
  List<DynamicTest> nothingIsFound() {
    List<DynamicTest> tests = new ArrayList<>();
    for (FuzzTarget target : targets()) {
      Future<FuzzResult> result = jobs.submit(() -> run(target));
      tests.add(DynamicTest.dynamicTest(target.name(), () -> told(result.get())));
    }
    assertThat(tests).as("targets that begin with '%s'", TARGET).isNotEmpty();
    return tests;
  }

  private static void told(FuzzResult result) throws IOException {
    System.out.println(result.row());
    if (MINUTES > 0) {
      FuzzTable.keep(ROOT.resolve("docs/reliability.md"), result);
    }
    assertThat(result.ended())
        .as("%s came to an end; %s says why not", result.target(), result.log())
        .isTrue();
    assertThat(result.findings())
        .as(
            "%s under seed %d; the inputs lie beside %s. Copy one into the target's directory of"
                + " inputs under src/test/resources, and it is a test",
            result.target(), SEED, result.log())
        .isEmpty();
    assertThat(result.executions()).isPositive();
    assertThat(result.edges()).as("edges that %s reached", result.target()).isPositive();
  }

  @Test
  void aTargetThatIsBrokenIsFoundSo() {
    List<String> lines =
        List.of(
            "#2\tINITED cov: 7 ft: 9 corp: 1/1b exec/s: 0 rss: 90Mb",
            "== Java Exception: java.lang.IllegalStateException: planted",
            "#31\tNEW    cov: 8 ft: 12 corp: 2/3b lim: 4 exec/s: 0 rss: 90Mb L: 2/2 MS: 1 X-");
    FuzzResult result =
        FuzzResult.read("t", java.time.Duration.ofSeconds(90), lines, Path.of("log.txt"));
    assertThat(result.findings()).containsExactly("java.lang.IllegalStateException: planted");
    assertThat(result.row()).isEqualTo("| `t` | 1.5 | 31 | 8 | 12 | 2 | 1 |");
    assertThat(result.after("| `t` | 18.6 | 1,000,000 | 7 | 11 | 1 | 0 |").row())
        .isEqualTo("| `t` | 20.1 | 1,000,031 | 8 | 12 | 2 | 1 |");
  }
}
