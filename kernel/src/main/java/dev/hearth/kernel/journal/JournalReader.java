package dev.hearth.kernel.journal;

import dev.hearth.kernel.KernelOptions;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a journal from its start. */
final class JournalReader {
  /** No string or list in a journal is longer. */
  static final int LONGEST = 1 << 24;

  /** An input or a decision. */
  sealed interface Frame {
    record Entered(Input input) implements Frame {}

    record Decided(Decision decision) implements Frame {}
  }

  private final DataInputStream in;
  private final KernelOptions options;

  /** Throws {@link IOException} saying so if the bytes are no journal, or another build's. */
  JournalReader(InputStream from) throws IOException {
    in = new DataInputStream(from);
    try {
      options = readHeader();
    } catch (EOFException e) {
      throw new IOException("the journal ends within its header", e);
    }
  }

  private KernelOptions readHeader() throws IOException {
    var magic = (String) read(String.class);
    if (!magic.startsWith(Journal.NAME)) {
      throw new IOException("this is not a journal of Hearth");
    }
    if (!magic.equals(Journal.MAGIC)) {
      throw new IOException(
          "the journal is in form '%s' and this build knows only '%s'; replay it with the build that wrote it"
              .formatted(magic, Journal.MAGIC));
    }
    var fingerprint = (String) read(String.class);
    if (!Journal.fingerprint().equals(fingerprint)) {
      throw new IOException(
          "the journal was written by a build with other records (%s, this one has %s); replay it"
                  .formatted(fingerprint, Journal.fingerprint())
              + " with the build that wrote it");
    }
    return (KernelOptions) read(KernelOptions.class);
  }

  KernelOptions options() {
    return options;
  }

  /** The next frame; empty at the end, also where the last frame was cut off. */
  Optional<Frame> next() throws IOException {
    try {
      int kind = in.read();
      return switch (kind) {
        case -1 -> Optional.empty();
        case Journal.INPUT -> Optional.of(new Frame.Entered((Input) read(Input.class)));
        case Journal.DECISION -> Optional.of(new Frame.Decided((Decision) read(Decision.class)));
        default -> throw new IOException("the journal is damaged: no kind of frame " + kind);
      };
    } catch (EOFException _) {
      return Optional.empty();
    }
  }

  private Object read(Class<?> type) throws IOException {
    return RecordCodec.read(in, type);
  }
}
