package dev.hearth.benchmarks.peers;

import dev.hearth.benchmarks.FunctionNode;
import dev.hearth.benchmarks.Protocol;
import dev.hearth.benchmarks.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Hearth: each of its peers has a node of its own that serves nothing else. */
final class HearthPeers {
  private static final int DIFFERENT = 64;
  private static final String NAME = "greeting";

  private HearthPeers() {}

  static List<Peer> all() {
    return List.of(
        model("hearth-model", Protocol.REST_JSON, "tensors as JSON"),
        model("hearth-model-binary", Protocol.REST_BINARY, "tensors in binary"),
        model("hearth-model-grpc", Protocol.GRPC, "gRPC"),
        function(
            "hearth-python",
            "Python in the sandbox 'process', a container for each instance",
            stage ->
                manifest(
                    stage.resource("greeting_function.py"),
                    "python3.11",
                    "greeting_function.handler",
                    "")),
        function(
            "hearth-node",
            "Node.js in the sandbox 'process', a container for each instance",
            stage ->
                manifest(
                    stage.resource("greeting-function.mjs"),
                    "nodejs20.x",
                    "greeting-function.handler",
                    "")),
        function(
            "hearth-java",
            "Java in the node's process (sandbox 'jvm', trusted), a virtual thread for each call",
            stage ->
                manifest(
                    jar(stage.directory()),
                    "java25",
                    GreetingFunction.class.getName(),
                    "sandbox: jvm\ntrusted: true\nconcurrency: {per-instance: 256}\n")),
        function(
            "hearth-wasm",
            "WebAssembly compiled from C (sandbox 'wasm'): it takes the quotes off, and reads no"
                + " more JSON than that",
            stage -> manifest(module(stage.directory()), "wasm", "handle", "")));
  }

  /** Writes what a function is made of, and says its manifest. */
  private interface Code {
    String manifest(Stage stage) throws IOException;
  }

  private static Peer function(String name, String what, Code code) {
    String does = "a node of Hearth, called as AWS Lambda is: " + what;
    return new Peer(
        name, name, Work.GREETING, does, HearthPeers::needs, stage -> call(stage, code));
  }

  private static Peer model(String name, Protocol protocol, String what) {
    String does =
        "a node of Hearth, the Open Inference Protocol with %s; as many instances as processors, "
                .formatted(what)
            + "batches of at most 16 without waiting for company";
    return new Peer(name, name, Work.MINILM, does, () -> "", stage -> infer(stage, protocol));
  }

  private static String needs() {
    return LocalPeers.onPath("runc").isPresent()
        ? ""
        : "'runc' is not on the path, and functions of processes need it: install runc, run as"
            + " root";
  }

  private static Started call(Stage stage, Code code) throws Exception {
    FunctionNode node = node(stage);
    node.deploy(NAME, code.manifest(stage));
    String path = "/2015-03-31/functions/" + NAME + "/invocations";
    return Served.greeting(stage, version(node), Ask.local(node.port(), path, Work.NAME));
  }

  private static Started infer(Stage stage, Protocol protocol) throws Exception {
    FunctionNode node = node(stage);
    int instances = Runtime.getRuntime().availableProcessors();
    String more =
        "scale: {min: %d, max: %d, zero-after: 10m}\nbatching: {max-size: 16, max-delay: 0ms}\n"
            .formatted(instances, instances);
    Workload workload = Workload.MINILM;
    Path file = workload.file(stage.options().store());
    node.put("/admin/v1/models/" + NAME, workload.manifest(NAME, file, more));
    Ask ask = UrlPeers.infer("http://127.0.0.1:" + node.port(), NAME, workload, new Random(42));
    String answer = RightAnswer.outputs(ask.answer(), workload, stage.options().store());
    var random = new Random(42);
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < DIFFERENT; i++) {
      requests.add(protocol.request(NAME, workload.row(random)));
    }
    String over = protocol == Protocol.GRPC ? "grpc" : "http";
    return Served.over(stage, version(node), answer, ask, requests, over);
  }

  private static FunctionNode node(Stage stage) throws InterruptedException {
    FunctionNode node =
        FunctionNode.start(stage.directory().resolve("data"), List.of("-Xms32m"), stage.deadline());
    stage.atEnd(node::close);
    return node;
  }

  private static String version(FunctionNode node) throws IOException, InterruptedException {
    String said = node.get("/v2").replaceAll(".*\"version\"\\s*:\\s*\"([^\"]*)\".*", "$1");
    return "Hearth " + said.strip() + ", Java " + Runtime.version();
  }

  private static String manifest(Path from, String runtime, String handler, String more) {
    return "kind: Function\nname: %s\nfrom: \"file:%s\"\nruntime: %s\nhandler: %s\n%s"
        .formatted(NAME, from, runtime, handler, more);
  }

  private static Path module(Path directory) throws IOException {
    return Files.write(directory.resolve("hello.wasm"), resource("/dev/hearth/node/hello.wasm"));
  }

  private static Path jar(Path directory) throws IOException {
    Path jar = directory.resolve("greeting.jar");
    try (var entries = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> each : List.of(GreetingFunction.class, GreetingFunction.Answer.class)) {
        String name = each.getName().replace('.', '/') + ".class";
        entries.putNextEntry(new JarEntry(name));
        entries.write(resource("/" + name));
        entries.closeEntry();
      }
    }
    return jar;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = HearthPeers.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("'" + name + "' is missing from the class path");
      }
      return in.readAllBytes();
    }
  }
}
