package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import dev.hearth.inference.ModelSource.BuiltinSource;
import dev.hearth.inference.ModelSource.FileSource;
import dev.hearth.inference.ModelSource.HttpSource;
import dev.hearth.inference.ModelSource.MavenSource;
import dev.hearth.inference.ModelSource.NpmSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes builtin models, and reads this machine's files, Maven's artifacts, npm's packages and what
 * HTTP servers give.
 */
final class StandardReader implements SourceReader {
  /** To be raised when the same seed gives another file. */
  private static final String BUILTIN_VERSION = "1";

  private final MavenArtifacts artifacts = new MavenArtifacts();
  private final NpmPackages packages = new NpmPackages();
  private final HttpReader http;

  StandardReader(HttpReader http) {
    this.http = http;
  }

  @Override
  public String version(ModelSource source) {
    return switch (source) {
      case FileSource file -> fileVersion(file);
      case MavenSource maven -> maven.version().endsWith("-SNAPSHOT") ? "" : maven.version();
      case NpmSource npm -> npm.version();
      case HttpSource remote -> http.version(remote);
      case BuiltinSource _ -> BUILTIN_VERSION;
    };
  }

  @Override
  public Opened open(ModelSource source, Progress.Listener listener) {
    return switch (source) {
      case FileSource file -> openFile(source, file.path(), listener);
      case MavenSource maven -> openMaven(maven, listener);
      case NpmSource npm -> packages.open(npm, listener);
      case HttpSource remote -> http.open(remote, listener);
      case BuiltinSource builtin -> made(builtin, listener);
    };
  }

  private static Opened made(BuiltinSource source, Progress.Listener listener) {
    byte[] file = source.decoder().file();
    return new Opened(source, new ByteArrayInputStream(file), file.length, listener);
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
            "the model '"
                + source
                + "' is missing: there is no file "
                + path.toAbsolutePath()
                + hint(path),
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
        ? JarEntry.open(source, jar, source.entry().get(), rest)
        : openFile(source, jar, rest);
  }

  private static String hint(Path path) {
    return path.isAbsolute()
        ? ""
        : "; a relative path is looked up where the node was started, write an absolute one";
  }
}
