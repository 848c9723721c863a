package dev.hearth.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Deploys the demo's models, with a bar for what is fetched. */
final class DemoModels {
  private final NodeClient client;
  private final DemoScreen screen;

  DemoModels(NodeClient client, DemoScreen screen) {
    this.client = client;
    this.screen = screen;
  }

  /** Deploys the manifest of that name among the resources; the time it took, to be shown. */
  String deploy(String model, String task) throws IOException {
    String manifest = new String(Training.resource(model + ".yaml"), StandardCharsets.UTF_8);
    long before = System.nanoTime();
    try (DemoScreen.Transfer transfer = screen.transfer(task)) {
      client.deploy(
          model,
          manifest,
          event -> {
            if (event.has("bytesDone")) {
              transfer.progressed(
                  event.get("bytesDone").asLong(), event.get("bytesTotal").asLong());
            }
          });
    }
    return DemoScreen.since(before);
  }
}
