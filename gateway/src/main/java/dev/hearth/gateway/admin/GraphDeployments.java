package dev.hearth.gateway.admin;

import dev.hearth.gateway.Problem;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * What deploys, lists and removes graphs. Called on the event loop, and answers there; futures fail
 * with a {@link Problem}.
 */
public interface GraphDeployments {
  /** The deployed graphs in the order of their names. */
  List<GraphStatus> list();

  Optional<GraphStatus> find(String name);

  /**
   * Makes a graph callable, or replaces the one of that name; durable when it answers.
   *
   * @throws Problem if the manifest is refused
   */
  Future<GraphStatus> deploy(String name, String manifest);

  /**
   * Withdraws a graph.
   *
   * @throws Problem with status 404 if there is none of that name
   */
  Future<Void> remove(String name);

  /**
   * How the pipeline that a graph is a split of is best cut.
   *
   * @param bytes the size of a request, or 0 for the median of those seen
   * @param objectiveNanos what its response time should be at most
   * @throws Problem with status 409 if too little was seen for it
   */
  GraphRecommendation recommend(String name, long bytes, long objectiveNanos);
}
