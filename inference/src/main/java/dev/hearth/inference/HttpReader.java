package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import dev.hearth.inference.ModelSource.HttpSource;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Map;

/** Reads what HTTP servers give. */
final class HttpReader {
  private final Partials partials;
  private final DownloadConfig config;
  private final Sleeper sleeper;

  HttpReader(Partials partials, DownloadConfig config, Sleeper sleeper) {
    this.partials = partials;
    this.config = config;
    this.sleeper = sleeper;
  }

  /** The digest if the source names one, else what its server says; empty if that says nothing. */
  String version(HttpSource source) {
    return source.sha256().map(digest -> "sha256 " + digest).orElseGet(() -> asked(source));
  }

  /** A failure is no version: the download that follows explains it. */
  private String asked(HttpSource source) {
    try (var server = new HttpServerAccess(source, config);
        HttpServerAccess.Reply reply = server.ask("HEAD", Map.of())) {
      return reply.status() == 200 ? RemoteEntity.version(reply.headers()) : "";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "";
    } catch (PassingFailure | ModelException _) {
      return "";
    }
  }

  /** Downloads everything, then opens it. */
  SourceReader.Opened open(HttpSource source, Progress.Listener listener) {
    try {
      Partial partial = partials.take(source);
      try {
        new HttpDownload(source, config, sleeper, partial, listener).run();
        requireDigest(source, partial);
        return opened(source, partial);
      } catch (IOException | RuntimeException e) {
        partial.close();
        throw e;
      }
    } catch (ClosedByInterruptException _) {
      throw new HttpFailures(source).interrupted();
    } catch (IOException e) {
      throw Incoming.storeFailure(source, e);
    }
  }

  private static void requireDigest(HttpSource source, Partial partial) throws IOException {
    if (source.sha256().isPresent()) {
      String actual = partial.sha256();
      if (!actual.equals(source.sha256().get())) {
        partial.discard();
        throw new HttpFailures(source).wrongDigest(source.sha256().get(), actual);
      }
    }
  }

  private SourceReader.Opened opened(HttpSource source, Partial partial) throws IOException {
    return source.entry().isPresent()
        ? entry(source, source.entry().get(), partial)
        : new SourceReader.Opened(
            source, partial.content(), partial.length(), Progress.Listener.NONE, partial::discard);
  }

  private SourceReader.Opened entry(HttpSource source, String name, Partial partial)
      throws IOException {
    try {
      SourceReader.Opened entry =
          JarEntry.open(source, partial.file(), name, Progress.Listener.NONE);
      if (entry.size() > config.maxBytes()) { // unpacked it may be a thousand times what was sent
        entry.close();
        partial.discard();
        throw new HttpFailures(source).tooLarge(Long.toString(entry.size()), config.maxBytes());
      }
      return new SourceReader.Opened(
          source,
          partial.closing(entry.bytes()),
          entry.size(),
          Progress.Listener.NONE,
          partial::discard);
    } catch (ModelException e) {
      if (e.code() != Code.NOT_FOUND) {
        partial.discard();
      }
      throw e;
    }
  }
}
