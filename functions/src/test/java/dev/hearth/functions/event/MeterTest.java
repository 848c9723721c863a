package dev.hearth.functions.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.functions.InvokeEnd.Throttle;
import dev.hearth.functions.account.Meter;
import dev.hearth.functions.account.Usage;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.ProgramLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeterTest {
  private static final FunctionVersion VERSION =
      new FunctionVersion(
          "f",
          "3",
          FunctionName.arn("f", "3"),
          new FunctionConfiguration(
              "python3.11",
              "h",
              Optional.empty(),
              "",
              "",
              "process",
              Isolation.NONE,
              false,
              Map.of(),
              ProgramLimits.DEFAULTS,
              1,
              false,
              false,
              Long.MAX_VALUE,
              Map.of(),
              Map.of()),
          Optional.empty());

  @TempDir Path directory;
  private final TestLoop loop = new TestLoop();
  private EventDatabase database;
  private UsageTable table;
  private Meter meter;

  @BeforeEach
  void open() {
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    table = new UsageTable(database);
    meter = new Meter(table, loop);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void call(long runNanos, long initNanos) {
    meter.ended(
        VERSION,
        FakeInvoker.call("r", ""),
        new InvokeEnd.Answered(new byte[0], new Metered(runNanos, initNanos, 0, -1, "")));
  }

  private List<Usage> usage() {
    var all = table.between(0, Long.MAX_VALUE).toCompletableFuture();
    loop.settle(database);
    return all.join();
  }

  @Test
  void callsAreRoundedUpEachAndAddedUp() {
    call(1, 0);
    call(1_000_000, 0);
    call(1_000_001, 2_500_000);
    meter.ended(VERSION, FakeInvoker.call("r", ""), FakeInvoker.failed("Boom"));
    meter.ended(VERSION, FakeInvoker.call("r", ""), FakeInvoker.refused(Throttle.QUOTA));
    assertThat(usage()).isEmpty();
    loop.pass(database, 1_000);
    call(5_000_000, 0);
    loop.pass(database, 1_000);
    assertThat(usage())
        .containsExactly(
            new Usage(TestLoop.START / 86_400_000, "default", "f", "3", 128, 5, 1, 1, 10, 3));
  }

  @Test
  void whatCouldNotBeWrittenIsWrittenLater() {
    database.now(session -> session.update("alter table usage rename to hidden"));
    call(1_000_000, 0);
    loop.pass(database, 1_000);
    database.now(session -> session.update("alter table hidden rename to usage"));
    call(2_000_000, 0);
    loop.pass(database, 10_000);
    assertThat(usage()).extracting(Usage::runMillis).containsExactly(3L);
  }
}
