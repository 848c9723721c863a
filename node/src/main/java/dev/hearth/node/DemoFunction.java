package dev.hearth.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Shows a function of WebAssembly: deployed, called from zero instances, called again. */
final class DemoFunction {
  private static final String NAME = "hello";
  private static final int WARM_CALLS = 200;

  private final NodeClient client;
  private final Path directory;

  /**
   * @param directory where the module may lie until it is deployed
   */
  DemoFunction(NodeClient client, Path directory) {
    this.client = client;
    this.directory = directory;
  }

  void run(DemoScreen screen) throws IOException {
    screen.heading("A function, written in C and compiled to WebAssembly");
    Path module = Files.createDirectories(directory).resolve("hello.wasm");
    Files.write(module, Training.resource("hello.wasm"));
    long before = System.nanoTime();
    client.deployFunction(
        NAME,
        "kind: Function\nname: %s\nfrom: file:%s\nruntime: wasm\nhandler: handle\n"
            .formatted(NAME, module.toAbsolutePath()));
    screen.step(
        "deployed", "'%s' in %s; no instance runs yet".formatted(NAME, DemoScreen.since(before)));
    before = System.nanoTime();
    String answer = client.invoke(NAME, "\"Hearth\"");
    screen.step("cold", "%s after %s".formatted(answer, DemoScreen.since(before)));
    warm(screen);
  }

  private void warm(DemoScreen screen) {
    var nanos = new long[WARM_CALLS];
    for (int i = 0; i < WARM_CALLS; i++) {
      long before = System.nanoTime();
      client.invoke(NAME, "\"Hearth\"");
      nanos[i] = System.nanoTime() - before;
    }
    Arrays.sort(nanos);
    screen.step(
        "warm",
        "median answer of %d calls after %s"
            .formatted(WARM_CALLS, DemoScreen.millis(nanos[WARM_CALLS / 2])));
  }
}
