package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** One file inside a jar or another ZIP file. */
final class JarEntry {
  private static final int MAX_ENTRIES_NAMED = 5;

  private JarEntry() {}

  static SourceReader.Opened open(
      ModelSource source, Path jar, String name, Progress.Listener listener) {
    try {
      var zip = new ZipFile(jar.toFile());
      try {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null || entry.isDirectory()) {
          throw new ModelException(
              Code.NOT_FOUND,
              "the model '"
                  + source
                  + "' is missing: the archive has no file '"
                  + name
                  + "'"
                  + models(zip));
        }
        return new SourceReader.Opened(
            source, closing(zip, zip.getInputStream(entry)), entry.getSize(), listener);
      } catch (IOException | RuntimeException e) {
        zip.close();
        throw e;
      }
    } catch (ZipException e) {
      throw new ModelException(
          Code.TRANSFER_FAILED,
          "the artifact of '" + source + "' is no jar or other ZIP file: " + e,
          e);
    } catch (IOException e) {
      throw new ModelException(Code.TRANSFER_FAILED, "reading '" + source + "' failed: " + e, e);
    }
  }

  private static String models(ZipFile zip) {
    var names =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.endsWith(".onnx"))
            .limit(MAX_ENTRIES_NAMED)
            .toList();
    return names.isEmpty() ? " and no .onnx file at all" : "; it has " + String.join(", ", names);
  }

  private static InputStream closing(ZipFile zip, InputStream entry) {
    return new FilterInputStream(entry) {
      @Override
      public void close() throws IOException {
        try (zip) {
          super.close();
        }
      }
    };
  }
}
