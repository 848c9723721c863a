package dev.hearth.benchmarks.peers;

import ai.onnxruntime.OrtEnvironment;
import dev.hearth.benchmarks.Workload;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What runs on this host without Hearth. */
final class LocalPeers {
  private static final String WORKERD = "@cloudflare/workerd-linux-64";
  private static final String WORKERD_VERSION = "1.20261117.1";
  private static final int BATCH = 16;
  private static final Peer.Need NOTHING = () -> "";

  private LocalPeers() {}

  static List<Peer> all(PeersOptions options) {
    return List.of(
        engine("onnxruntime", 1, "one row a run"),
        engine("onnxruntime-batches", BATCH, "a run takes what is due, 16 rows at most"),
        new Peer(
            "vertx",
            "vertx",
            Work.GREETING,
            "a bare Vert.x HTTP server, as many event loops as processors, the work in the handler",
            NOTHING,
            LocalPeers::vertx),
        new Peer(
            "workerd",
            "workerd",
            Work.GREETING,
            "workerd (the runtime of Cloudflare Workers) with one worker, one process",
            () -> workerd(options).isPresent() ? "" : howToGetWorkerd(options),
            LocalPeers::workerd),
        new Peer(
            "node",
            "node",
            Work.GREETING,
            "Node.js, node:http, one process, the work in the handler",
            () -> onPath("node").isPresent() ? "" : "'node' is not on the path: install nodejs",
            LocalPeers::node),
        new Peer(
            "python",
            "python",
            Work.GREETING,
            "Python's http.server.ThreadingHTTPServer, one process, a thread for each connection",
            () ->
                onPath("python3").isPresent()
                    ? ""
                    : "'python3' is not on the path: install python3",
            LocalPeers::python));
  }

  private static Peer engine(String name, int rows, String how) {
    return new Peer(
        name,
        name,
        Work.MINILM,
        "ONNX Runtime's Java binding in plain loops behind nothing: no server, no copy of inputs;"
            + " as many loops as processors, one thread each; "
            + how,
        NOTHING,
        stage -> engine(stage, rows));
  }

  private static Started engine(Stage stage, int rows) throws Exception {
    Path model = Workload.MINILM.file(stage.options().store());
    String version = "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
    return new Started(
        version,
        "right: what the others are held against",
        EngineLoad.class,
        List.of(
            Workload.MINILM.text(),
            model.toString(),
            Integer.toString(Runtime.getRuntime().availableProcessors()),
            Integer.toString(rows)));
  }

  private static Started vertx(Stage stage) throws Exception {
    int port =
        stage.portOf(
            "vertx",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                GreetingVertx.class.getName(),
                Integer.toString(Runtime.getRuntime().availableProcessors())));
    return greeting(stage, "Vert.x " + vertxVersion() + ", Java " + Runtime.version(), port);
  }

  private static String vertxVersion() {
    Package vertx = Vertx.class.getPackage();
    return Optional.ofNullable(vertx.getImplementationVersion()).orElse("5");
  }

  private static Started node(Stage stage) throws Exception {
    String file = stage.resource("greeting-node.mjs").toString();
    int port = stage.portOf("node", List.of("node", file));
    return greeting(stage, "Node.js " + Stage.said("node", "--version"), port);
  }

  private static Started python(Stage stage) throws Exception {
    String file = stage.resource("greeting-python.py").toString();
    int port = stage.portOf("python", List.of("python3", file));
    return greeting(stage, Stage.said("python3", "--version"), port);
  }

  private static Started workerd(Stage stage) throws Exception {
    String program =
        workerd(stage.options())
            .orElseThrow(() -> new IOException(howToGetWorkerd(stage.options())))
            .toString();
    stage.resource("greeting-workerd.js");
    int port = Stage.freePort();
    Path config =
        Files.writeString(
            stage.directory().resolve("config.capnp"),
            """
            using Workerd = import "/workerd/workerd.capnp";
            const config :Workerd.Config = (
              services = [(name = "main", worker = .worker)],
              sockets = [(name = "http", address = "127.0.0.1:%d", http = (), service = "main")]
            );
            const worker :Workerd.Worker = (
              modules = [(name = "worker", esModule = embed "greeting-workerd.js")],
              compatibilityDate = "2024-01-01"
            );
            """
                .formatted(port));
    Process process = new ProcessBuilder(program, "serve", config.toString()).inheritIO().start();
    stage.atEnd(
        () -> {
          process.destroy();
          var _ = process.onExit().join();
        });
    stage.await(port, process);
    return greeting(stage, Stage.said(program, "--version"), port);
  }

  private static Started greeting(Stage stage, String version, int port) throws Exception {
    return Served.greeting(stage, version, Ask.local(port, "/", Work.NAME));
  }

  private static Optional<Path> workerd(PeersOptions options) {
    Path given = options.workerd();
    if (given != null) {
      return Optional.of(given).filter(Files::isExecutable);
    }
    return Optional.of(options.tools().resolve("node_modules/" + WORKERD + "/bin/workerd"))
        .filter(Files::isExecutable)
        .or(() -> onPath("workerd"));
  }

  private static String howToGetWorkerd(PeersOptions options) {
    return "npm install --prefix %s --ignore-scripts %s@%s (or name the program with --workerd)"
        .formatted(options.tools(), WORKERD, WORKERD_VERSION);
  }

  static Optional<Path> onPath(String program) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path file = Path.of(directory, program);
      if (Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
