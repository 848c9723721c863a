package dev.hearth.cli.bench;

import java.util.List;
import java.util.Optional;

/** How a protocol asks, and how it answers. */
interface Dialect {
  /** How much of an answer is looked at to see whether it is one. */
  int GLANCE_BYTES = 4 << 10;

  /** The most of an answer that is read whole. */
  int WHOLE_BYTES = 64 << 20;

  /** Whether it goes over HTTP/2 as gRPC. */
  boolean grpc();

  /** Asks whether the server lives. */
  Request noOp();

  /** Asks what a model takes; empty where the protocol has no such question. */
  Optional<Request> metadata();

  /** The inputs that an answer to {@link #metadata} names. */
  List<ModelInputs.Spec> inputs(Answer metadata);

  /** Asks a model. */
  Request infer(int number, List<TensorData> inputs, int keep);

  /** Whether the start of a successful answer is that of one to {@link #infer}. */
  boolean plausible(Answer answer);

  /** The outputs of a whole answer. */
  List<Output> outputs(Answer answer);
}
