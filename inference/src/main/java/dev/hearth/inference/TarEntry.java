package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** One file inside a package's archive. Nothing of it is written under the archive's own names. */
final class TarEntry {
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_ENTRIES_NAMED = 5;

  private TarEntry() {}

  /**
   * Opens a file by its path below the archive's one top directory.
   *
   * @param closed run once when what is opened is closed
   */
  static SourceReader.Opened open(
      ModelSource source, Path archive, String name, Progress.Listener listener, Runnable closed)
      throws IOException {
    var tar =
        new TarArchiveInputStream(
            new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive))));
    try {
      TarArchiveEntry entry = find(source, tar, name);
      return new SourceReader.Opened(source, closing(tar, closed), entry.getSize(), listener);
    } catch (IOException | RuntimeException e) {
      tar.close();
      throw e;
    }
  }

  private static TarArchiveEntry find(ModelSource source, TarArchiveInputStream tar, String name)
      throws IOException {
    List<String> models = new ArrayList<>();
    for (int i = 0; i < MAX_ENTRIES; i++) {
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry == null) {
        break;
      }
      String path = entry.getName().substring(entry.getName().indexOf('/') + 1);
      if (entry.isFile() && path.equals(name)) {
        return entry;
      }
      if (path.endsWith(".onnx") && models.size() < MAX_ENTRIES_NAMED) {
        models.add(path);
      }
    }
    throw new ModelException(
        Code.NOT_FOUND,
        "the model '"
            + source
            + "' is missing: the package has no file '"
            + name
            + "'"
            + (models.isEmpty()
                ? " and no .onnx file at all"
                : "; it has " + String.join(", ", models)));
  }

  private static InputStream closing(InputStream entry, Runnable closed) {
    return new FilterInputStream(entry) {
      @Override
      public void close() throws IOException {
        try {
          super.close();
        } finally {
          closed.run();
        }
      }
    };
  }
}
