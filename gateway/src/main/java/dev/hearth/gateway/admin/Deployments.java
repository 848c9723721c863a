package dev.hearth.gateway.admin;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What deploys, lists and removes models and shares out requests among their versions. Called on
 * the event loop, and replies there.
 */
public interface Deployments {
  /** The deployed models in the order of their names. */
  List<ModelStatus> list();

  Optional<ModelStatus> find(String name);

  /**
   * Makes a model callable, or makes the next version of the one of that name.
   *
   * @throws Problem if the manifest is refused; then {@code listener} hears nothing
   */
  void deploy(String name, String manifest, Listener listener);

  /**
   * Whether a caller may ask for what a manifest says, beyond that it may deploy.
   *
   * @throws Problem with status 403 if not, or as {@link #deploy} does
   */
  void permit(Caller caller, String name, String manifest);

  /**
   * Withdraws a model.
   *
   * @throws Problem with status 404 if there is none of that name
   */
  void remove(String name, RemovalListener listener);

  /**
   * Withdraws a version that gets no traffic.
   *
   * @throws Problem with status 404 if there is none, 409 if it gets traffic
   */
  void removeVersion(String name, int version, ChangeListener listener);

  /**
   * Percent of the requests that each version gets of those that name none.
   *
   * @throws Problem with status 404 if there is no such model
   */
  SortedMap<Integer, Integer> traffic(String name);

  /**
   * Shares out the requests that name no version.
   *
   * @param percents by version; a version that is absent gets none
   * @throws Problem if there is no such model, or the shares are refused
   */
  void traffic(String name, Map<Integer, Integer> percents, ChangeListener listener);

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

  /** Hears the end of a change, when it is durable. */
  interface ChangeListener {
    void changed(ModelStatus model);

    void failed(Problem problem);
  }

  /** Hears how a removal ends. */
  interface RemovalListener {
    void removed();

    void failed(Problem problem);
  }
}
