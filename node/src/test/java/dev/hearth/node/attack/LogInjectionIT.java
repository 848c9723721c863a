package dev.hearth.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.node.Victim;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers who would write lines of their own into the node's log (CWE-117), or read a secret there.
 */
class LogInjectionIT {
  private static final String SECRET = "hunter2hunter2";
  private static final String FORGED = "INFO forged: all is well";

  @TempDir static Path directory;

  /** What is logged while it is open, as it is written. */
  private static final class Capture extends Handler implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");

    Capture() {
      root.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
      lines.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      root.removeHandler(this);
    }
  }

  @Test
  void noCallerWritesALineOfTheLogOrFindsASecretThere() {
    try (var log = new Capture();
        Victim node = Victim.start(directory, "")) {
      String evil = "x\\n" + FORGED + "\\u001b[2J";
      for (String from :
          List.of(
              "file:/" + evil,
              "http://127.0.0.1:1/" + evil.replace(" ", "%20"),
              "http://user:" + SECRET + "@127.0.0.1:1/m.onnx",
              "http://127.0.0.1:1/m.onnx?token=" + SECRET,
              "maven:a:b:" + evil,
              evil)) {
        node.send("PUT", "/admin/v1/models/m", "kind: Model\nname: m\nfrom: \"" + from + "\"\n");
        node.send(
            "PUT",
            "/admin/v1/functions/f",
            "kind: Function\nname: f\nruntime: python3.11\nhandler: a.b\nfrom: \"" + from + "\"\n");
      }
      String path = "x%0a" + FORGED.replace(" ", "%20") + "%1b[2J";
      for (String route :
          List.of("/v2/models/", "/admin/v1/models/", "/2015-03-31/functions/", "/")) {
        node.raw(
            "GET %s%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nX-Amzn-Trace-Id: a\u001b[2J\r\nConnection: close\r\n\r\n"
                .formatted(route, path, SECRET));
      }
      node.raw("BAD\u001b[2J request\r\n\r\n");
      assertThat(node.works()).isTrue();
      assertThat(log.lines).isNotEmpty();
      assertThat(log.lines).allSatisfy(LogInjectionIT::isClean);
    }
  }

  private static void isClean(String line) {
    assertThat(line).doesNotContain("\n" + FORGED).doesNotContain("\u001b").doesNotContain(SECRET);
  }
}
