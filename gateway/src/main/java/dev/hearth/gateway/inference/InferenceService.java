package dev.hearth.gateway.inference;

import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.kernel.Outcome;
import java.util.List;
import java.util.Optional;

/** What answers inference requests. Called on the event loop, and replies there. */
public interface InferenceService {
  /** The version of the software. */
  String version();

  /** Whether new requests are taken. */
  boolean ready();

  Optional<? extends ServedModel> model(String name);

  /**
   * Runs a model on a request, some time later.
   *
   * @param timeoutNanos after which the outcome is a timeout
   * @param reply told the outcome exactly once, possibly before this returns
   * @throws InvalidRequest if the request does not fit the model; then there is no reply
   */
  Call infer(ServedModel model, InferenceRequest request, long timeoutNanos, Reply reply);

  /** A request under way. */
  @FunctionalInterface
  interface Call {
    /** Nobody waits for it any more. */
    void cancel();
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
