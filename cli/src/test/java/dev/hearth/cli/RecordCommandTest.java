package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.FakeServer.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordCommandTest {
  @TempDir Path directory;

  private final Console console = new Console();

  @Test
  void whatTheNodeRefusesIsSaidInItsWords() throws IOException {
    String refusal = "{\"error\":\"recording 1 goes on for 30 seconds in all\"}";
    try (var node = new FakeServer("", number -> new Reply(409, refusal))) {
      int status =
          console.run(
              "record",
              "--seconds",
              "1",
              "--out",
              directory.resolve("a.jfr").toString(),
              "--server",
              node.url());

      assertThat(status).isEqualTo(1);
      assertThat(console.complained()).contains("recording 1 goes on");
      assertThat(directory).isEmptyDirectory();
    }
  }
}
