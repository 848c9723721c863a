package dev.hearth.node;

import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Suites;
import dev.hearth.kernel.World;
import dev.hearth.kernel.journal.Journal;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file a kernel's journal goes to, written on the event loop in large pieces. */
final class JournalFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final Counted out;
  private @Nullable Journal journal;

  private JournalFile(Path path, OutputStream out) {
    this.path = path;
    this.out = new Counted(out);
  }

  /**
   * Starts a new file.
   *
   * @throws ConfigurationException if it cannot be written
   */
  static JournalFile open(Path path) {
    try {
      return new JournalFile(path, Files.newOutputStream(path));
    } catch (IOException e) {
      throw new ConfigurationException(
          "the journal '%s' cannot be written: %s; name another file with --journal"
              .formatted(path, e));
    }
  }

  Journal record(KernelOptions options, Suites suites, World world) {
    journal =
        new Journal(
            options, suites, world, new BufferedOutputStream(out, BUFFER_BYTES), this::failed);
    return journal;
  }

  private void failed(IOException e) {
    LOG.error("the journal '{}' ends here: {}", path, e.getMessage());
  }

  long bytes() {
    return out.bytes;
  }

  void flush() {
    if (journal != null) {
      journal.flush();
    }
  }

  @Override
  public void close() {
    flush();
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Counted extends FilterOutputStream {
    private long bytes;

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      bytes += length;
    }
  }
}
