package dev.hearth.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what engines compute for a thread when nobody wants it any more. An engine looks between two
 * nodes of a graph; one node is always finished. Thread-safe by its lock.
 */
public final class Cancellation {
  private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);
  private static final ScopedValue<Cancellation> OF_THREAD = ScopedValue.newInstance();

  private @Nullable RunOptions underWay;
  private boolean cancelled;

  /**
   * Does work whose runs in engines end early with a {@link ModelException} if this is cancelled.
   */
  public <T> T during(Supplier<T> work) {
    return ScopedValue.where(OF_THREAD, this).call(work::get);
  }

  /** Ends the run under way and all that follow; returns at once. From any thread. */
  public synchronized void cancel() {
    cancelled = true;
    if (underWay != null) {
      try {
        underWay.setTerminate(true);
      } catch (OrtException e) {
        LOG.warn("a run that nobody wants goes on: {}", e.getMessage());
      }
    }
  }

  /** Whether it was called for. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  private synchronized void begin(RunOptions options) throws OrtException {
    underWay = options;
    if (cancelled) {
      options.setTerminate(true);
    }
  }

  private synchronized void end() {
    underWay = null;
  }

  /** Runs a session for the calling thread. */
  static OrtSession.Result run(
      OrtSession session, Map<String, OnnxTensor> feeds, Set<String> outputs) throws OrtException {
    if (!OF_THREAD.isBound()) {
      return session.run(feeds, outputs);
    }
    Cancellation cancellation = OF_THREAD.get();
    try (var options = new RunOptions()) {
      cancellation.begin(options);
      try {
        return session.run(feeds, outputs, options);
      } finally {
        cancellation.end();
      }
    }
  }
}
