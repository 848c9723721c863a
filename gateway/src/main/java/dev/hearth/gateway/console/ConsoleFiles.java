package dev.hearth.gateway.console;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console's page below {@code /console/}, and the libraries it uses below {@code
 * /console/lib/}, from the class path. A page of this origin runs scripts of this origin only, and
 * nobody may put it into a frame.
 */
public final class ConsoleFiles {
  private static final String FILES = "dev/hearth/gateway/console/";
  private static final String LIB = "lib/";
  private static final String INDEX = "index.html";

  /** A path of plain names; none begins with a dot, so none leads up. */
  private static final Pattern SAFE =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");

  private static final Pattern LIBRARY_NAME = Pattern.compile("lit-html|d3");

  /** What is in the page and its libraries; a request for anything else finds nothing. */
  private static final int MAX_FILES = 500;

  /** Lit asks for the policy of its name before it makes a template; nothing else may make HTML. */
  static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; font-src 'self'; frame-src 'self' blob:; manifest-src 'self';"
          + " form-action 'none'; base-uri 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types lit-html";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "webmanifest", "application/manifest+json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "woff2", "font/woff2");

  private record File(String type, String tag, Buffer content) {}

  private final OffLoop offLoop;
  private final ClassLoader classes = ConsoleFiles.class.getClassLoader();
  private final Map<String, File> known = new HashMap<>();

  public ConsoleFiles(OffLoop offLoop) {
    this.offLoop = offLoop;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/", ConsoleFiles::see)
        .route("GET", "/console", this::index)
        .route(
            "GET", "/console/{file...}", exchange -> serve(exchange, exchange.parameter("file")));
  }

  /** The page's own links are relative, so it must be asked for with the slash. */
  private void index(Exchange exchange) {
    if (exchange.request().path().endsWith("/")) {
      serve(exchange, INDEX);
      return;
    }
    see(exchange);
  }

  /** Where somebody looks who knows only the node's address. */
  private static void see(Exchange exchange) {
    exchange.request().response().putHeader(HttpHeaders.LOCATION, "/console/");
    exchange.answer(308, "text/plain; charset=utf-8", Buffer.buffer("see /console/\n"));
  }

  private void serve(Exchange exchange, String path) {
    @Nullable File file = known.get(path);
    if (file != null) {
      answer(exchange, file);
      return;
    }
    offLoop
        .maybe(true, () -> read(path))
        .onSuccess(
            found -> {
              if (found.isEmpty()) {
                exchange.fail(Problem.notFound("the console has no file '" + path + "'"));
                return;
              }
              if (known.size() < MAX_FILES) {
                known.put(path, found.get());
              }
              answer(exchange, found.get());
            })
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private Optional<File> read(String path) throws IOException {
    @Nullable String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null || !SAFE.matcher(path).matches()) {
      return Optional.empty();
    }
    Optional<String> resource = path.startsWith(LIB) ? library(path) : Optional.of(FILES + path);
    if (resource.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = classes.getResourceAsStream(resource.get())) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] content = in.readAllBytes();
      return Optional.of(new File(type, tag(content), Buffer.buffer(content)));
    }
  }

  /** Where {@code lib/NAME/REST} lies: a WebJar has its version in its paths. */
  private Optional<String> library(String path) throws IOException {
    String[] parts = path.split("/", 3);
    if (parts.length < 3 || !LIBRARY_NAME.matcher(parts[1]).matches()) {
      return Optional.empty();
    }
    try (InputStream in =
        classes.getResourceAsStream(
            "META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(parts[1]))) {
      if (in == null) {
        return Optional.empty();
      }
      var properties = new Properties();
      properties.load(in);
      return Optional.of(
          "META-INF/resources/webjars/%s/%s/%s"
              .formatted(parts[1], properties.getProperty("version"), parts[2]));
    }
  }

  private static String tag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(Exchange exchange, File file) {
    if (exchange.over()) {
      return;
    }
    MultiMap headers = exchange.request().response().headers();
    headers
        .set("Content-Security-Policy", PAGE_POLICY)
        .set("X-Content-Type-Options", "nosniff")
        .set("X-Frame-Options", "DENY")
        .set("Referrer-Policy", "no-referrer")
        .set("Cross-Origin-Opener-Policy", "same-origin")
        .set("Cross-Origin-Resource-Policy", "same-origin")
        .set(HttpHeaders.CACHE_CONTROL, "no-cache")
        .set(HttpHeaders.ETAG, file.tag());
    if (exchange.header("If-None-Match").filter(file.tag()::equals).isPresent()) {
      exchange.request().response().setStatusCode(304).end();
    } else {
      exchange.answer(200, file.type(), file.content());
    }
  }
}
