package dev.hearth.benchmarks;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** One worker's inputs and outputs, made once; the engine writes its answer in place. */
public interface BareBuffers extends AutoCloseable {
  /** Runs once, and does what the answer takes beside the run. */
  void run(OrtSession session) throws OrtException;

  @Override
  void close();
}
