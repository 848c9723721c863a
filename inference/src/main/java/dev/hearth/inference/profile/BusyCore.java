package dev.hearth.inference.profile;

import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.Tensor;
import java.util.List;
import java.util.Set;

/** Runs a model over and over on a thread of its own until it is closed. */
final class BusyCore implements AutoCloseable {
  private final Thread thread;
  private volatile boolean ended;

  BusyCore(LoadedModel model, List<Tensor> inputs) {
    thread =
        Thread.ofPlatform().daemon(true).name("profile-beside").start(() -> run(model, inputs));
  }

  private void run(LoadedModel model, List<Tensor> inputs) {
    while (!ended) {
      model.run(inputs, Set.of());
    }
  }

  @Override
  public void close() {
    ended = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
