package dev.hearth.inference;

import dev.hearth.inference.HttpServerAccess.Reply;
import dev.hearth.inference.ModelSource.HttpSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings what a source's server gives into a partial file, continuing what is there if the server
 * still has the same content (RFC 9110, sections 13.1.5 and 14), and asking again after failures
 * that may pass.
 */
final class HttpDownload {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");
  private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d+)");

  private final HttpSource source;
  private final DownloadConfig config;
  private final Sleeper sleeper;
  private final Partial partial;
  private final Progress.Listener listener;
  private final HttpFailures failures;

  HttpDownload(
      HttpSource source,
      DownloadConfig config,
      Sleeper sleeper,
      Partial partial,
      Progress.Listener listener) {
    this.source = source;
    this.config = config;
    this.sleeper = sleeper;
    this.partial = partial;
    this.listener = listener;
    failures = new HttpFailures(source);
  }

  /** Returns when everything has come; what has come until a failure is kept. */
  void run() throws IOException {
    try (var server = new HttpServerAccess(source, config)) {
      for (int attempt = 1; !succeeds(server, attempt); attempt++) {
        sleeper.sleep(config.backoffAfter(attempt));
      }
    } catch (InterruptedException _) {
      partial.record(); // an interrupted thread could not
      Thread.currentThread().interrupt();
      throw failures.interrupted();
    } finally {
      partial.record();
    }
  }

  private boolean succeeds(HttpServerAccess server, int attempt)
      throws IOException, InterruptedException {
    try {
      attempt(server);
      return true;
    } catch (PassingFailure e) {
      if (attempt == config.attempts()) {
        throw failures.gaveUp(e, partial.length(), partial.entity(), attempt);
      }
      return false;
    }
  }

  private void attempt(HttpServerAccess server)
      throws IOException, PassingFailure, InterruptedException {
    try (Reply reply = server.ask("GET", conditions())) {
      switch (reply.status()) {
        case 200 -> whole(reply);
        case 206 -> rest(reply);
        case 416 -> nothingLeft(reply);
        default -> throw failures.status(reply.status());
      }
    }
  }

  private Map<String, String> conditions() {
    return continues()
        ? Map.of(
            "Range", "bytes=" + partial.length() + "-", "If-Range", partial.entity().validator())
        : Map.of();
  }

  private boolean continues() {
    return partial.length() > 0 && partial.entity().resumable();
  }

  private void whole(Reply reply) throws IOException, PassingFailure, InterruptedException {
    RemoteEntity entity = RemoteEntity.of(reply.headers());
    requirePlain(reply);
    if (entity.total() > config.maxBytes()) {
      throw failures.tooLarge(Long.toString(entity.total()), config.maxBytes());
    }
    partial.begin(entity);
    receive(reply);
  }

  private void requirePlain(Reply reply) {
    String encoding = reply.headers().firstValue("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw failures.failed(
          "the server sends it encoded as '"
              + encoding
              + "' though asked not to; have it send the file as it is");
    }
  }

  private void rest(Reply reply) throws IOException, PassingFailure, InterruptedException {
    requirePlain(reply);
    String range = reply.headers().firstValue("Content-Range").orElse("");
    if (!continues() || !sameContent(reply) || !fits(CONTENT_RANGE.matcher(range))) {
      throw startAgain(
          "the server sent another part than asked, or of another file: '" + range + "'");
    }
    receive(reply);
  }

  /** A server may honour the range and not its condition. */
  private boolean sameContent(Reply reply) {
    String validator = RemoteEntity.of(reply.headers()).validator();
    return validator.isEmpty() || validator.equals(partial.entity().validator());
  }

  private boolean fits(Matcher range) {
    long total = partial.entity().total();
    return range.matches()
        && range.group(1).equals(Long.toString(partial.length()))
        && (total == Progress.UNKNOWN
            || range.group(2).equals("*")
            || range.group(2).equals(Long.toString(total)));
  }

  /** Nothing follows what is here: right if that is everything. */
  private void nothingLeft(Reply reply) throws IOException, PassingFailure {
    String range = reply.headers().firstValue("Content-Range").orElse("");
    Matcher size = UNSATISFIED.matcher(range);
    long total = partial.entity().total();
    boolean complete =
        continues()
            && size.matches()
            && size.group(1).equals(Long.toString(partial.length()))
            && (total == Progress.UNKNOWN || total == partial.length());
    if (!complete) {
      throw startAgain("the server's file has another size than it said: '" + range + "'");
    }
    listener.progressed(new Progress(partial.length(), partial.length()));
  }

  private PassingFailure startAgain(String why) throws IOException {
    partial.reset();
    return new PassingFailure(why);
  }

  private void receive(Reply reply) throws IOException, PassingFailure, InterruptedException {
    for (Optional<ByteBuffer> piece = reply.body().next();
        piece.isPresent();
        piece = reply.body().next()) {
      partial.append(piece.get());
      requireWithinLimit();
      listener.progressed(new Progress(partial.length(), partial.entity().total()));
    }
    requireAll();
  }

  private void requireWithinLimit() throws IOException {
    if (partial.length() > config.maxBytes()) {
      partial.reset();
      throw failures.tooLarge("more than " + config.maxBytes(), config.maxBytes());
    }
  }

  private void requireAll() throws IOException, PassingFailure {
    long total = partial.entity().total();
    if (total != Progress.UNKNOWN && partial.length() > total) {
      throw startAgain("the server sent more than the " + total + " bytes it announced");
    }
    if (partial.length() < total) {
      throw new PassingFailure("the answer ended early");
    }
  }
}
