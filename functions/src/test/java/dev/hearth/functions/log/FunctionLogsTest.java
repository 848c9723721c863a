package dev.hearth.functions.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.event.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionLogsTest {
  private static final long NOW = 1_700_000_000_123L;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // opened by each test
  private FunctionLogs logs;

  @AfterEach
  void close() {
    logs.close();
  }

  private void open(LogOptions options) {
    logs = new FunctionLogs(directory, options, Runnable::run);
  }

  private List<String> last(int most, String requestId) {
    return logs.last("f", most, requestId).toCompletableFuture().join();
  }

  @Test
  void aLineHasItsTimeInstanceAndCall() {
    open(LogOptions.DEFAULTS);
    logs.line("f", 3, "req-1", "hello\tworld", NOW);
    logs.line("f", 3, "", "starting", NOW + 1);
    assertThat(last(10, ""))
        .containsExactly(
            "2023-11-14T22:13:20.123Z 3 req-1 hello\tworld",
            "2023-11-14T22:13:20.124Z 3 - starting");
    assertThat(last(1, "")).containsExactly("2023-11-14T22:13:20.124Z 3 - starting");
    assertThat(last(10, "req-1")).hasSize(1);
    assertThat(last(10, "req")).isEmpty();
  }

  @Test
  void noFunctionWritesTheLinesOfAnother() {
    open(LogOptions.DEFAULTS);
    logs.line("f", 1, "r", "fine\n2023-11-14T22:13:20.123Z 1 other forged", NOW);
    logs.line("f", 1, "r", "\u001b[2J\r\u0007\u202egnp.exe\u2028x\u0085", NOW);
    List<String> lines = last(10, "");
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("fine\\u000a2023");
    assertThat(lines.get(1)).endsWith("\\u001b[2J\\u000d\\u0007\\u202egnp.exe\\u2028x\\u0085");
    assertThat(LogText.oneLine("plain ünïcode 漢字 🔥")).isEqualTo("plain ünïcode 漢字 🔥");
  }

  @Test
  void filesAreBoundedInSizeAndNumber() throws IOException {
    open(new LogOptions(1_000, 3, 100, 10_000));
    for (int i = 0; i < 500; i++) {
      logs.line("f", 1, "r", "line " + i, NOW);
    }
    List<String> lines = last(1_000, "");
    try (var files = Files.list(directory.resolve("f"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(3);
      for (Path file : all) {
        assertThat(Files.size(file)).isLessThanOrEqualTo(1_000);
      }
    }
    assertThat(lines.getLast()).endsWith("line 499");
    assertThat(lines).hasSizeBetween(50, 100);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).endsWith("line " + (500 - lines.size() + i));
    }
  }

  @Test
  void aLongLineIsCut() {
    open(new LogOptions(100_000, 3, 20, 100));
    logs.line("f", 1, "r", "x".repeat(1_000), NOW);
    assertThat(last(1, "").getFirst()).endsWith("x".repeat(20) + " [cut]");
  }

  @Test
  void logsAreFollowed() {
    open(LogOptions.DEFAULTS);
    var heard = new ArrayList<String>();
    Runnable stop = logs.follow("f", heard::add);
    logs.line("f", 1, "r", "a", NOW);
    logs.line("g", 1, "r", "b", NOW);
    stop.run();
    stop.run();
    logs.line("f", 1, "r", "c", NOW);
    assertThat(heard).hasSize(1).allMatch(line -> line.endsWith(" a"));
  }

  @Test
  void logsOutliveARestartAndGoWithTheirFunction() throws IOException {
    open(LogOptions.DEFAULTS);
    logs.line("f", 1, "r", "a", NOW);
    logs.close();
    open(LogOptions.DEFAULTS);
    assertThat(last(10, "")).hasSize(1);
    logs.keep(Set.of("f"));
    assertThat(last(10, "")).hasSize(1);
    logs.keep(Set.of("g"));
    logs.last("f", 1, "").toCompletableFuture().join();
    assertThat(last(10, "")).isEmpty();
    assertThat(directory.resolve("f")).doesNotExist();
  }

  @Test
  void whatIsNoFunctionsLogIsLeftAlone() throws IOException {
    Files.createDirectories(directory.resolve("lost+found"));
    Files.createDirectories(directory.resolve("function:f"));
    open(LogOptions.DEFAULTS);
    logs.line("f", 1, "r", "a", NOW);
    logs.keep(Set.of("f"));
    last(1, "");
    logs.line("f", 1, "r", "b", NOW);
    assertThat(last(10, "")).hasSize(2);
    assertThat(directory.resolve("lost+found")).exists();
    assertThatThrownBy(() -> logs.last("a b", 1, "").toCompletableFuture().join())
        .hasMessageContaining("'a b' is no name of a function");
  }

  @Test
  void aNameThatIsNoneIsNoFile() {
    open(LogOptions.DEFAULTS);
    logs.line("../up", 1, "r", "a", NOW);
    last(1, "");
    assertThat(directory.resolveSibling("up")).doesNotExist();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 101; i++) {
                Runnable _ = logs.follow("f", _ -> {});
              }
            })
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("100 logs are followed already");
  }
}
