package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** What a soak deploys at its start. */
final class Deployments {
  static final String CHANGING_SCALE = "scale: {min: 1, max: 2}\n";

  private static final String PYTHON =
      "def handler(event, context):\n    return {\"n\": 3 * event[\"n\"] + 1}\n";

  /** Answers its input: see the benchmarks' function that does nothing. */
  private static final String ECHO =
      "0061736d01000000010c0260017f017f60027f7f017e03030200010503010001071e03066d656d6f727902"
          + "0008616c6c6f6361746500000668616e646c6500010a14020500418008"
          + "0b0c002000ad4220862001ad840b";

  private static final String GRAPH =
      """
      apiVersion: serving.kserve.io/v1alpha1
      kind: InferenceGraph
      metadata: {name: chain}
      spec:
        nodes:
          root:
            routerType: Sequence
            steps:
            - {name: first, serviceName: triple, dependency: Hard}
            - {name: second, serviceName: triple, data: $response, dependency: Hard}
      """;

  private Deployments() {}

  static void deploy(LiveNode node, Stage stage) throws IOException {
    Path known = KnownModel.write(stage.file("known.onnx"), 0);
    model(node, Traffic.MODEL, known, "scale: {min: 1, max: 2}\nbatching: {max-size: 16}\n");
    model(node, Traffic.COLD, known, "scale: {min: 0, zero-after: 1s}\n");
    Path first = KnownModel.write(stage.file("changing-1.onnx"), 1);
    model(node, Traffic.CHANGING, first, CHANGING_SCALE);
    Path echo = Files.write(stage.file("echo.wasm"), HexFormat.of().parseHex(ECHO));
    function(node, "echo", echo, "runtime: wasm\nhandler: handle\nresources: {memory: 4MiB}\n");
    Path python = Files.writeString(stage.file("triple.py"), PYTHON);
    function(
        node,
        "triple",
        python,
        """
        runtime: python3.11
        handler: triple.handler
        timeout: 10s
        concurrency: {per-instance: 16}
        """);
    function(
        node,
        "note",
        jar(stage.file("note.jar")),
        "runtime: java25\nhandler: %s\nsandbox: jvm\ntrusted: true\ntimeout: 10s\n"
                .formatted(Note.class.getName())
            + "concurrency: {per-instance: 16}\nevents: {on-success: \"queue:done\"}\n");
    node.put("/admin/v1/graphs/chain", GRAPH);
  }

  private static void model(LiveNode node, String name, Path file, String more) {
    node.put("/admin/v1/models/" + name, Redeployments.manifest(name, file, more));
  }

  private static void function(LiveNode node, String name, Path from, String more) {
    node.put(
        "/admin/v1/functions/" + name,
        "kind: Function\nname: %s\nfrom: \"file:%s\"\n%s".formatted(name, from, more));
  }

  private static Path jar(Path file) throws IOException {
    String name = Note.class.getName().replace('.', '/') + ".class";
    try (var entries = new JarOutputStream(Files.newOutputStream(file));
        InputStream code = Note.class.getClassLoader().getResourceAsStream(name)) {
      if (code == null) {
        throw new IOException("the class file of the function is missing");
      }
      entries.putNextEntry(new ZipEntry(name));
      code.transferTo(entries);
      entries.closeEntry();
    }
    return file;
  }
}
