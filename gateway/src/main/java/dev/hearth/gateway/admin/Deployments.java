package dev.hearth.gateway.admin;

import dev.hearth.gateway.Problem;
import java.util.List;
import java.util.Optional;

/** What deploys, lists and removes models. Called on the event loop, and replies there. */
public interface Deployments {
  /** The deployed models in the order of their names. */
  List<ModelStatus> list();

  Optional<ModelStatus> find(String name);

  /**
   * Makes a model callable, or replaces the one of that name.
   *
   * @throws Problem if the manifest is refused; then {@code listener} hears nothing
   */
  void deploy(String name, String manifest, Listener listener);

  /**
   * Withdraws a model.
   *
   * @throws Problem with status 404 if there is none of that name
   */
  void remove(String name, RemovalListener listener);

  /** Hears how a deployment goes: any number of progresses, then one end. */
  interface Listener {
    /**
     * So much of the model's file has come.
     *
     * @param bytesTotal bytes to expect, or -1 if unknown
     */
    void progressed(long bytesDone, long bytesTotal);

    void deployed(ModelStatus model);

    void failed(Problem problem);
  }

  /** Hears how a removal ends. */
  interface RemovalListener {
    void removed();

    void failed(Problem problem);
  }
}
