package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.generation.Ending;
import dev.hearth.inference.generation.GenerationRequest;
import dev.hearth.kernel.Outcome;
import java.util.List;
import java.util.Optional;

/** What answers inference requests. Called on the event loop, and replies there. */
public interface InferenceService {
  /** The version of the software. */
  String version();

  /** Whether new requests are taken. */
  boolean ready();

  /** The version of a model that gets the most requests that name none. */
  Optional<? extends ServedModel> model(String name);

  /** The versions of a model that are served, the oldest first; none if it is not deployed. */
  List<? extends ServedModel> versions(String name);

  /**
   * The version that answers one request which names none, by the traffic split: to be asked once
   * for each request, in the same turn of the loop as {@link #infer}.
   *
   * @param key requests of one key are answered by one version as long as the split stays
   */
  Optional<? extends ServedModel> choose(String name, Optional<String> key);

  /**
   * The version that answers one request: the one it names, or the one {@link #choose} finds.
   *
   * @throws Problem with status 404, naming what is served
   */
  default ServedModel route(String name, Optional<String> version, Optional<String> key) {
    if (version.isPresent()) {
      return find(name, version);
    }
    return choose(name, key).map(ServedModel.class::cast).orElseThrow(() -> unknown(name));
  }

  /**
   * The version to describe: the one named, or that of {@link #model}.
   *
   * @throws Problem with status 404, naming what is served
   */
  default ServedModel find(String name, Optional<String> version) {
    if (version.isEmpty()) {
      return model(name).map(ServedModel.class::cast).orElseThrow(() -> unknown(name));
    }
    List<? extends ServedModel> served = versions(name);
    if (served.isEmpty()) {
      throw unknown(name);
    }
    return served.stream()
        .filter(each -> each.version().equals(version.get()))
        .findFirst()
        .map(ServedModel.class::cast)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "model '%s' has no version '%s'; served: %s"
                        .formatted(
                            name,
                            version.get(),
                            String.join(
                                ", ", served.stream().map(ServedModel::version).toList()))));
  }

  private static Problem unknown(String name) {
    return Problem.notFound("no model '" + name + "' is deployed; deploy it, or look at the list");
  }

  /**
   * Runs a version of a model on a request, some time later.
   *
   * @param timeoutNanos after which the outcome is a timeout
   * @param origin of this invocation only, see {@link Origin#next}
   * @param reply told the outcome exactly once, possibly before this returns
   * @throws InvalidRequest if the request does not fit the model; then there is no reply
   */
  Call infer(
      ServedModel model, InferenceRequest request, long timeoutNanos, Origin origin, Reply reply);

  /**
   * Has a version of a model generate text, some time later.
   *
   * @param model one with {@link ServedModel#generation}
   * @param timeoutNanos after which the outcome is a timeout
   * @param origin of this invocation only
   * @param reply hears the text, and the outcome exactly once
   */
  Call generate(
      ServedModel model,
      GenerationRequest request,
      long timeoutNanos,
      Origin origin,
      TextReply reply);

  /** A request under way. */
  @FunctionalInterface
  interface Call {
    /** Nobody waits for it any more. */
    void cancel();
  }

  /** Where generated text goes. */
  interface TextReply {
    /** More of the text; only before the outcome. */
    void text(String more);

    /**
     * The one outcome.
     *
     * @param finished what there was, if the outcome is {@link Outcome.Answered}
     */
    void ended(Outcome outcome, Optional<Ending.Finished> finished);
  }

  /** Where the outcome goes. */
  @FunctionalInterface
  interface Reply {
    /**
     * The one outcome.
     *
     * @param outputs the answer, empty unless the outcome is {@link Outcome.Answered}
     */
    void ended(Outcome outcome, List<Tensor> outputs);
  }
}
