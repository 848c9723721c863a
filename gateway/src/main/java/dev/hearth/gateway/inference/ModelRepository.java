package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import java.util.List;

/**
 * Loads and unloads deployed models and tells what they did. An unloaded model stays deployed, but
 * takes no requests until it is loaded. Called on the event loop, and replies there.
 */
public interface ModelRepository {
  /** The deployed models, unloaded ones too, in the order of their names. */
  List<? extends ServedModel> models();

  /**
   * Makes a model take requests again; one that does is read anew, without a failed request.
   *
   * @throws Problem if there is no such model, or it is being changed
   */
  void load(String name, Listener listener);

  /**
   * Takes no more requests for a model; those accepted are still answered.
   *
   * @throws Problem if there is no such model, or it is being changed
   */
  void unload(String name, Listener listener);

  /** What a model did since the node started or this version was deployed. */
  ModelStatistics statistics(ServedModel model);

  /** Hears the end of a change, when it is durable. */
  interface Listener {
    void changed();

    void failed(Problem problem);
  }
}
