package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import dev.hearth.inference.ModelSource.FileSource;
import dev.hearth.inference.ModelSource.MavenSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads this machine's files and Maven's artifacts. */
final class LocalAndMavenReader implements SourceReader {
  private static final int MAX_ENTRIES_NAMED = 5;

  private final MavenArtifacts artifacts = new MavenArtifacts();

  @Override
  public String version(ModelSource source) {
    return switch (source) {
      case FileSource file -> fileVersion(file);
      case MavenSource maven -> maven.version().endsWith("-SNAPSHOT") ? "" : maven.version();
    };
  }

  @Override
  public Opened open(ModelSource source, Progress.Listener listener) {
    return switch (source) {
      case FileSource file -> openFile(source, file.path(), listener);
      case MavenSource maven -> openMaven(maven, listener);
    };
  }

  private static String fileVersion(FileSource source) {
    try {
      var attributes = Files.readAttributes(source.path(), BasicFileAttributes.class);
      return source.path().toAbsolutePath()
          + " "
          + attributes.size()
          + " "
          + attributes.lastModifiedTime();
    } catch (IOException e) {
      throw unreadable(source, source.path(), e);
    }
  }

  private static Opened openFile(ModelSource source, Path path, Progress.Listener listener) {
    if (Files.isDirectory(path)) {
      throw new ModelException(
          Code.NOT_FOUND, "the model '" + source + "' is a directory; name a file in it");
    }
    try {
      return new Opened(source, Files.newInputStream(path), Files.size(path), listener);
    } catch (IOException e) {
      throw unreadable(source, path, e);
    }
  }

  private static ModelException unreadable(ModelSource source, Path path, IOException e) {
    return e instanceof NoSuchFileException
        ? new ModelException(
            Code.NOT_FOUND,
            "the model '" + source + "' is missing: there is no file " + path.toAbsolutePath(),
            e)
        : new ModelException(Code.TRANSFER_FAILED, "reading '" + source + "' failed: " + e, e);
  }

  /** Progress is the download's, or the copy's if Maven had the artifact already. */
  private Opened openMaven(MavenSource source, Progress.Listener listener) {
    var downloaded = new AtomicBoolean();
    Path jar =
        artifacts.resolve(
            source,
            progress -> {
              downloaded.set(true);
              listener.progressed(progress);
            });
    Progress.Listener rest = downloaded.get() ? Progress.Listener.NONE : listener;
    return source.entry().isPresent()
        ? openEntry(source, jar, source.entry().get(), rest)
        : openFile(source, jar, rest);
  }

  static Opened openEntry(ModelSource source, Path jar, String name, Progress.Listener listener) {
    try {
      var zip = new ZipFile(jar.toFile());
      try {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null || entry.isDirectory()) {
          throw new ModelException(
              Code.NOT_FOUND,
              "the model '"
                  + source
                  + "' is missing: the jar has no file '"
                  + name
                  + "'"
                  + models(zip));
        }
        return new Opened(
            source, closing(zip, zip.getInputStream(entry)), entry.getSize(), listener);
      } catch (IOException | RuntimeException e) {
        zip.close();
        throw e;
      }
    } catch (ZipException e) {
      throw new ModelException(
          Code.TRANSFER_FAILED, "the artifact of '" + source + "' is not a jar: " + e, e);
    } catch (IOException e) {
      throw unreadable(source, jar, e);
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
