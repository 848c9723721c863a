package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The directory of files under way. */
final class Incoming {
  private static final int CHUNK = 1 << 16;

  /** A lock is the process's, and closing any channel to the file drops it: never open our own. */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path directory;

  Incoming(Path directory) {
    this.directory = directory;
  }

  /** Removes the files that no living process holds. */
  void clearLeftovers() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (!OURS.contains(file)) {
          deleteUnlessHeld(file);
        }
      }
    }
  }

  private static void deleteUnlessHeld(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return; // another process cleared it
    }
  }

  Part begin(ModelSource source) throws IOException {
    Path file = directory.resolve(UUID.randomUUID().toString());
    OURS.add(file);
    try {
      var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new Part(source, file, locked(channel));
    } catch (IOException | RuntimeException e) {
      OURS.remove(file);
      throw e;
    }
  }

  private static FileChannel locked(FileChannel channel) throws IOException {
    try {
      if (channel.lock().isValid()) {
        return channel;
      }
      throw new IOException("the lock on an incoming file was lost");
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Renames are on disk only once their directory is. */
  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static ModelException storeFailure(ModelSource source, IOException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (reason.contains("no space left") || reason.contains("quota exceeded")) {
      return new ModelException(
          Code.STORE_FULL,
          "storing '" + source + "' failed, the store's disk is full: free some space, try again",
          e);
    }
    return new ModelException(Code.STORE_FAILED, "storing '" + source + "' failed: " + e, e);
  }

  /** One file under way; gone when closed unless kept. */
  static final class Part implements AutoCloseable {
    private final ModelSource source;
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest digest = Digests.sha256();
    private String sha256 = "";
    private long bytes;

    private Part(ModelSource source, Path file, FileChannel channel) {
      this.source = source;
      this.file = file;
      this.channel = channel;
    }

    /** Takes all bytes and forces them to disk. */
    void receive(SourceReader.Opened opened) throws IOException {
      requireSpace(opened.size());
      var buffer = new byte[CHUNK];
      for (int read = opened.read(buffer); read >= 0; read = opened.read(buffer)) {
        requireAnnounced(opened.size(), bytes + read);
        write(ByteBuffer.wrap(buffer, 0, read));
        opened.listener().progressed(new Progress(bytes, opened.size()));
      }
      if (opened.size() != Progress.UNKNOWN && opened.size() != bytes) {
        throw new ModelException(
            Code.TRANSFER_FAILED,
            "'" + source + "' ended after " + bytes + " of " + opened.size() + " bytes; try again");
      }
      finish();
    }

    /** An archive may say less of a file than it unpacks to; the disk is not filled to find out. */
    private void requireAnnounced(long announced, long soFar) {
      if (announced != Progress.UNKNOWN && soFar > announced) {
        throw new ModelException(
            Code.TRANSFER_FAILED,
            "'" + source + "' was announced with " + announced + " bytes and has more; try again");
      }
    }

    void receive(byte[] content) throws IOException {
      write(ByteBuffer.wrap(content));
      finish();
    }

    private void write(ByteBuffer chunk) throws IOException {
      digest.update(chunk.duplicate());
      while (chunk.hasRemaining()) {
        bytes += channel.write(chunk);
      }
    }

    private void finish() throws IOException {
      channel.force(true);
      sha256 = Digests.hex(digest);
    }

    private void requireSpace(long size) throws IOException {
      long usable = Files.getFileStore(file).getUsableSpace();
      if (size > usable) {
        throw new ModelException(
            Code.STORE_FULL,
            "'"
                + source
                + "' has "
                + size
                + " bytes but the store's disk has only "
                + usable
                + " left: free some space, try again");
      }
    }

    String sha256() {
      return sha256;
    }

    long bytes() {
      return bytes;
    }

    /** Files the content under its digest, unless it is there already and of the right size. */
    Path keepIn(Path files) throws IOException {
      Path target = files.resolve(sha256);
      if (!Files.exists(target) || Files.size(target) != bytes) {
        moveTo(target);
      }
      return target;
    }

    void moveTo(Path target) throws IOException {
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(target.resolveSibling("."));
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        Files.deleteIfExists(file);
      } finally {
        OURS.remove(file);
      }
    }
  }
}
