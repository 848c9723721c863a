package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import dev.hearth.inference.ModelSource.HttpSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What has come of one download. It outlives its closing unless discarded. Owned by one thread.
 *
 * <p>How much of it counts is written down only after it was forced to disk, so that neither a
 * killed process nor a power failure leaves bytes that never came.
 */
final class Partial implements AutoCloseable {
  static final String RECORD = ".entity";
  static final String NEXT = ".next";

  private static final long RECORD_EVERY_BYTES = 16L << 20;
  private static final RemoteEntity NONE = new RemoteEntity("", Progress.UNKNOWN);

  private final HttpSource source;
  private final Path file;
  private final Path record;
  private final FileChannel channel;
  private boolean temporary;
  private RemoteEntity entity = NONE;
  private long length;
  private long recorded;

  Partial(HttpSource source, Path file, FileChannel channel, boolean temporary) throws IOException {
    this.source = source;
    this.file = file;
    this.channel = channel;
    this.temporary = temporary;
    record = recordOf(file);
    restore();
  }

  /** Where it is written down of which content a file's bytes are. */
  static Path recordOf(Path file) {
    return file.resolveSibling(file.getFileName() + RECORD);
  }

  private void restore() throws IOException {
    List<String> lines = Files.exists(record) ? Files.readAllLines(record) : List.of();
    if (lines.size() == 4 && lines.getFirst().equals(address())) {
      entity = new RemoteEntity(lines.get(1), number(lines.get(2)));
      length = Math.max(0, number(lines.get(3)));
    }
    if (length > channel.size()) {
      length = 0;
    }
    channel.truncate(length);
    recorded = length;
  }

  private String address() {
    return Secrets.masked(source.address());
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Progress.UNKNOWN;
    }
  }

  /** Of which content the bytes are. */
  RemoteEntity entity() {
    return entity;
  }

  /** Bytes that have come. */
  long length() {
    return length;
  }

  Path file() {
    return file;
  }

  /** Forgets what has come and expects a content from its first byte on. */
  void begin(RemoteEntity next) throws IOException {
    Files.deleteIfExists(record);
    channel.truncate(0);
    entity = next;
    length = 0;
    recorded = 0;
    requireSpace();
  }

  /** Forgets what has come. */
  void reset() throws IOException {
    begin(NONE);
  }

  private void requireSpace() throws IOException {
    long usable = Files.getFileStore(file).getUsableSpace();
    if (entity.total() - length > usable) {
      throw new ModelException(
          Code.STORE_FULL,
          "'%s' has %d bytes but the store's disk has only %d left: free some space, try again"
              .formatted(source, entity.total(), usable));
    }
  }

  void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      length += channel.write(bytes, length);
    }
    if (length - recorded >= RECORD_EVERY_BYTES) {
      record();
    }
  }

  /** Makes sure that a later download can continue here. */
  void record() throws IOException {
    if (length == recorded || !entity.resumable()) {
      return;
    }
    channel.force(true);
    Path next = file.resolveSibling(file.getFileName() + NEXT);
    Files.write(
        next,
        List.of(
            address(), entity.validator(), Long.toString(entity.total()), Long.toString(length)),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(next, record, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    recorded = length;
  }

  /** Removes it when it is closed. */
  void discard() {
    temporary = true;
  }

  String sha256() throws IOException {
    return Digests.sha256(Channels.newInputStream(channel.position(0)));
  }

  /** All bytes; closing the stream closes this. */
  InputStream content() throws IOException {
    return closing(Channels.newInputStream(channel.position(0)));
  }

  /** A stream whose closing closes this as well. */
  InputStream closing(InputStream stream) {
    return new FilterInputStream(stream) {
      @Override
      public void close() throws IOException {
        try (Partial _ = Partial.this) {
          super.close();
        }
      }
    };
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (temporary || recorded == 0) {
        Files.deleteIfExists(record);
        Files.deleteIfExists(file);
      }
    } finally {
      Partials.release(file);
    }
  }
}
