package dev.hearth.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node of a variant, with the function deployed and whoever watches it. */
final class WarmNode implements AutoCloseable {
  private static final String FEED = "GET /admin/v1/feed HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String OKAY = "HTTP/1.1 200";
  private static final Pattern KEY = Pattern.compile("\"key\"\\s*:\\s*\"([^\"]+)\"");
  private static final String HEAP = "-Xmx512m";

  private final WarmVariant variant;
  private final NodeUnderLoad node;
  private final List<Closeable> watchers = new ArrayList<>();
  private final AtomicInteger gone = new AtomicInteger();
  private String key = "";

  private WarmNode(WarmVariant variant, NodeUnderLoad node) {
    this.variant = variant;
    this.node = node;
  }

  /**
   * Starts one.
   *
   * @param setting where its configuration and data go
   * @param code of the function
   * @param sink a collector of traces
   */
  static WarmNode start(
      WarmVariant variant, Path setting, Path code, String sink, int functions, int watchers)
      throws IOException, InterruptedException {
    Files.createDirectories(setting);
    Path data = setting.resolve("data");
    if (variant == WarmVariant.TLS) {
      // Deployed before it is encrypted: that needs no other client.
      try (var plain = NodeUnderLoad.start(data, HEAP)) {
        deploy(plain, WarmCosts.FUNCTION, code);
      }
    }
    Path configuration = setting.resolve("hearth.yaml");
    Files.writeString(configuration, configured(variant, setting, sink));
    var node = NodeUnderLoad.start(data, List.of("--config", configuration.toString()), HEAP);
    var started = new WarmNode(variant, node);
    try {
      started.prepare(code, functions, watchers);
      return started;
    } catch (IOException | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  private void prepare(Path code, int functions, int many) throws IOException {
    if (variant == WarmVariant.TLS) {
      return;
    }
    deploy(node, WarmCosts.FUNCTION, code);
    for (int i = 1; variant.hasMany() && i < functions; i++) {
      deploy(node, WarmCosts.FUNCTION + i, code);
    }
    for (int i = 0; variant == WarmVariant.WATCHED && i < many; i++) {
      watch();
    }
    if (variant == WarmVariant.KEY) {
      key = keys(node);
    }
  }

  private static void deploy(NodeUnderLoad node, String name, Path code) {
    node.done(
        "PUT",
        "/admin/v1/functions/" + name,
        "kind: Function\nname: %s\nfrom: file:%s\nruntime: wasm\nhandler: handle\n"
                .formatted(name, code)
            + "resources: {memory: 4MiB}\n");
  }

  /** A key that may only invoke, behind the first one, which must administer. */
  private static String keys(NodeUnderLoad node) {
    String root = key(node, "administer");
    return key(node, "invoke", "Authorization", "Bearer " + root);
  }

  private static String key(NodeUnderLoad node, String role, String... headers) {
    String body = "{\"name\":\"%s\",\"roles\":[\"%s\"]}".formatted(role, role);
    Matcher made = KEY.matcher(node.done("POST", "/admin/v1/keys", body, headers));
    if (!made.find()) {
      throw new IllegalStateException("the node made no key");
    }
    return made.group(1);
  }

  private static String configured(WarmVariant variant, Path setting, String sink)
      throws IOException, InterruptedException {
    if (variant != WarmVariant.TLS) {
      return variant.configuration().replace("SINK", sink) + "\n";
    }
    Path certificate = setting.resolve("certificate.pem");
    Path key = setting.resolve("key.pem");
    var openssl =
        new ProcessBuilder(
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                        + " -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout "
                        + key
                        + " -out "
                        + certificate)
                    .split(" "))
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (openssl.waitFor() != 0) {
      throw new IOException("openssl made no certificate: " + said);
    }
    return variant
            .configuration()
            .replace("CERTIFICATE", certificate.toString())
            .replace("PRIVATE", key.toString())
        + "\n";
  }

  /** Reads the feed and drops it, as an open console does at least. */
  private void watch() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
    watchers.add(socket);
    socket.getOutputStream().write(FEED.getBytes(StandardCharsets.US_ASCII));
    InputStream told = socket.getInputStream();
    String status = new String(told.readNBytes(OKAY.length()), StandardCharsets.US_ASCII);
    if (!status.equals(OKAY)) {
      throw new IOException("a watcher of the feed was answered " + status);
    }
    Thread.startVirtualThread(
        () -> {
          try {
            told.transferTo(OutputStream.nullOutputStream());
            gone.incrementAndGet();
          } catch (IOException _) {
            gone.incrementAndGet();
          }
        });
  }

  /** Refuses a measurement during which a watcher was let go. */
  void requireWatched() {
    if (gone.get() > 0) {
      throw new IllegalStateException(
          "%d of %d watchers were let go".formatted(gone.get(), watchers.size()));
    }
  }

  WarmVariant variant() {
    return variant;
  }

  WarmCalls calls(int connections, double seconds) {
    return new WarmCalls(node.port(), variant == WarmVariant.TLS, key, connections, seconds);
  }

  long cpuNanos() {
    return node.cpuNanos();
  }

  @Override
  public void close() {
    for (Closeable each : watchers) {
      try {
        each.close();
      } catch (IOException _) {
        // It is gone.
      }
    }
    node.close();
  }
}
