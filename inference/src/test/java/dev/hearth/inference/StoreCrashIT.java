package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies while it fetches. */
class StoreCrashIT {
  private static final ModelSource SOURCE = ModelSource.parse("file:/models/endless.onnx");

  @TempDir Path directory;

  @Test
  void whatAnotherProcessIsFetchingStaysUntilThatProcessIsKilled() throws Exception {
    Process fetching = startFetching();
    try (BufferedReader output = fetching.inputReader()) {
      assertThat(output.readLine()).isEqualTo("half way");
      new ModelStore(directory);
      assertThat(directory.resolve("incoming")).isNotEmptyDirectory();
    } finally {
      fetching.destroyForcibly().waitFor();
    }
    var reopened = new ModelStore(directory);
    assertThat(directory.resolve("incoming")).isEmptyDirectory();
    assertThat(directory.resolve("sha256")).isEmptyDirectory();
    assertThat(reopened.held(SOURCE)).isEmpty();
  }

  private Process startFetching() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Fetching.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Fetches a source that gives some bytes and then no more, without ending. */
  static final class Fetching {
    public static void main(String[] arguments) {
      new ModelStore(Path.of(arguments[0]), new StallingReader())
          .fetch(SOURCE, Progress.Listener.NONE);
    }
  }

  private static final class StallingReader implements SourceReader {
    @Override
    public String version(ModelSource source) {
      return "1";
    }

    @Override
    public Opened open(ModelSource source, Progress.Listener listener) {
      return new Opened(source, new StallingStream(), Progress.UNKNOWN, listener);
    }
  }

  private static final class StallingStream extends InputStream {
    private boolean stalled;

    @Override
    public int read() throws IOException {
      return read(new byte[1], 0, 1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (!stalled) {
        stalled = true;
        return length;
      }
      System.out.println("half way");
      return System.in.read(buffer, offset, length);
    }
  }
}
