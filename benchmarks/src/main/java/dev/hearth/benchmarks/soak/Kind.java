package dev.hearth.benchmarks.soak;

/** Kinds of requests, with their share of the mix in parts of all. */
enum Kind {
  MODEL_JSON("a model over REST, JSON", 30),
  MODEL_BINARY("a model over REST, binary tensors", 14),
  MODEL_GRPC("a model over gRPC", 14),
  MODEL_CHANGING("a model that is deployed anew all the time", 10),
  MODEL_COLD("a model that sleeps after each request", 1),
  FUNCTION_WASM("a function in WebAssembly", 12),
  FUNCTION_PYTHON("a function in Python, in a container", 10),
  FUNCTION_ASYNC("an asynchronous call", 4),
  GRAPH("a graph of two steps", 5),
  DEPLOY("a deployment", 0),
  SLOW("a client that sends or reads slowly", 0),
  CUT("a connection that is cut", 0);

  private final String meaning;
  private final int share;

  Kind(String meaning, int share) {
    this.meaning = meaning;
    this.share = share;
  }

  String meaning() {
    return meaning;
  }

  int share() {
    return share;
  }

  /** Whether an instance in a process of its own has a part in it. */
  boolean usesWorkers() {
    return this == FUNCTION_PYTHON || this == GRAPH;
  }
}
