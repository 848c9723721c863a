package dev.hearth.sandbox.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.linux.Pipe;
import dev.hearth.sandbox.linux.Poller;
import dev.hearth.sandbox.linux.Reader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputTest {
  private static final long MOST = 20;

  private final List<String> idle = new CopyOnWriteArrayList<>();
  private Poller poller;
  private FileOutputStream written;
  private Output output;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "pipes of Linux are read here");
    poller = new Poller("output-test");
    try (Pipe pipe = Pipe.open()) {
      var reader = new Reader(pipe.readEnd());
      written = new FileOutputStream(pipe.writeEnd().path());
      output =
          new Output(
              reader,
              poller,
              new SandboxListener() {
                @Override
                public void line(String text) {
                  idle.add(text);
                }
              },
              MOST);
    }
  }

  @AfterEach
  void close() throws IOException {
    if (output != null) {
      output.close();
      written.close();
      poller.close();
    }
  }

  private static final class Lines implements CallListener {
    final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public void line(String text) {
      all.add(text);
    }

    @Override
    public void ended(CallEnd end) {
      throw new AssertionError("lines end no call");
    }
  }

  private void write(String text) throws IOException {
    written.write(text.getBytes(UTF_8));
  }

  private Lines during(String text) throws IOException {
    var lines = new Lines();
    output.began(lines);
    write(text);
    output.ending(lines);
    return lines;
  }

  @Test
  void linesAreTheCallsThatRuns() throws IOException {
    write("before\n");
    Lines first = during("one\r\ntwo");
    Lines second = during("three\n");

    assertThat(first.all).containsExactly("one", "two");
    assertThat(second.all).containsExactly("three");
    assertThat(idle).containsExactly("before");
    assertThat(output.last()).isEqualTo("three");
  }

  @Test
  void linesOfSeveralCallsAtOnceAreTheSandboxs() throws IOException {
    var first = new Lines();
    output.began(first);
    Lines second = during("whose\n");
    output.ending(first);

    assertThat(first.all).isEmpty();
    assertThat(second.all).isEmpty();
    assertThat(idle).containsExactly("whose");
  }

  @Test
  void whatIsTooMuchIsCutOnce() throws IOException {
    Lines flood = during("0123456789\n0123456789\n0123456789\nmore\n");
    Lines next = during("0123456789\n");

    assertThat(flood.all)
        .containsExactly("0123456789", "0123456789", "[output cut: more than 20 bytes]");
    assertThat(next.all).containsExactly("0123456789");
  }

  @Test
  void whatIsNoTextIsStillALine() throws IOException {
    var lines = new Lines();
    output.began(lines);
    written.write(new byte[] {(byte) 0xFF, 'x', '\n'});
    output.ending(lines);
    assertThat(lines.all).containsExactly("\uFFFDx");
  }
}
