package dev.hearth.node.graph;

import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.Tensor;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** What steps of graphs call. Called on the event loop, and answers there. */
public interface Services {
  /** What is deployed under a name now: a model, or else a function. */
  Optional<Service> find(String name);

  /** The same for one call, whose version the model's traffic split chooses. */
  Optional<Service> choose(String name);

  /** A deployed model or function. */
  sealed interface Service {
    /** A model. */
    record Model(ServedModel served) implements Service {}

    /** A function. */
    record Code(String name) implements Service {}
  }

  /**
   * A call under way; what it fails with is a {@code Problem} or an {@code InvalidRequest}.
   *
   * @param function the kernel's handle of what runs
   */
  record Call<T>(int function, Future<T> answer, Runnable cancel) {}

  /**
   * Runs a model.
   *
   * @param caller the kernel's handle of the function whose end led to it, or −1
   * @param origin of this call only
   */
  Call<List<Tensor>> infer(
      ServedModel model, InferenceRequest request, long timeoutNanos, int caller, Origin origin);

  /** Calls a function; it answers bytes that nobody writes any more. */
  Call<byte[]> invoke(
      String function, byte[] payload, long timeoutNanos, int caller, Origin origin);
}
