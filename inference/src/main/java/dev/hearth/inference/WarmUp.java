package dev.hearth.inference;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Requests made up to run on a model before it serves, so that its first caller does not pay for
 * what an engine does once.
 *
 * @param requests how many; none if 0
 * @param data what the inputs hold
 * @param shapes of the inputs whose dimensions may vary, by name; a batch has 1 row without
 */
public record WarmUp(int requests, Data data, Map<String, List<Long>> shapes) {
  public static final WarmUp NONE = new WarmUp(0, Data.ZEROS, Map.of());
  private static final long SEED = 1;

  /** What the inputs hold. */
  public enum Data {
    /** Zeros, false, and empty strings. */
    ZEROS,
    /** Fractions from 0 to 1, whole numbers from 0 to 9, always the same ones. */
    RANDOM
  }

  public WarmUp {
    if (requests < 0) {
      throw new IllegalArgumentException("warm-up requests must not be negative: " + requests);
    }
    shapes = Collections.unmodifiableMap(new TreeMap<>(shapes));
  }

  /**
   * Runs them, one after the other; blocks.
   *
   * @throws ModelException with {@link ModelException.Code#RUN_FAILED}, saying what was wrong
   */
  public void run(LoadedModel model, Optional<BatchAxes> axes) {
    if (requests == 0) {
      return;
    }
    try {
      var request = new InferenceRequest(inputs(model.metadata(), axes), Set.of());
      model.metadata().check(request);
      for (int i = 0; i < requests; i++) {
        model.run(request.inputs(), request.outputs());
      }
    } catch (InvalidRequest | ModelException e) {
      throw new ModelException(
          ModelException.Code.RUN_FAILED,
          "its warm-up request failed: " + e.getMessage() + "; mend warm-up in the manifest",
          e);
    }
  }

  /**
   * A request of one row with random contents, whatever {@link #data} says.
   *
   * @param seed other seeds give other contents
   * @throws InvalidRequest if a dimension varies of which {@link #shapes} says nothing
   */
  public List<Tensor> sample(GraphMetadata graph, Optional<BatchAxes> axes, long seed) {
    return new WarmUp(1, Data.RANDOM, shapes).inputs(graph, axes, seed);
  }

  private List<Tensor> inputs(GraphMetadata graph, Optional<BatchAxes> axes) {
    return inputs(graph, axes, SEED);
  }

  private List<Tensor> inputs(GraphMetadata graph, Optional<BatchAxes> axes, long seed) {
    for (String name : shapes.keySet()) {
      if (graph.input(name).isEmpty()) {
        throw invalid(
            "it has a shape for '%s' but the inputs are %s"
                .formatted(name, graph.inputs().stream().map(TensorMetadata::name).toList()));
      }
    }
    var random = new SplittableRandom(seed);
    return graph.inputs().stream()
        .map(input -> SampleTensors.of(input, shape(input, axes), data, random))
        .toList();
  }

  private long[] shape(TensorMetadata input, Optional<BatchAxes> axes) {
    List<Long> given = shapes.get(input.name());
    if (given != null) {
      return given.stream().mapToLong(Long::longValue).toArray();
    }
    int batchAxis = axes.map(batch -> batch.input(input.name()).orElse(-1)).orElse(-1);
    return IntStream.range(0, input.rank())
        .mapToLong(
            axis -> {
              long dimension = input.shape().get(axis);
              if (dimension == TensorMetadata.DYNAMIC && axis != batchAxis) {
                throw invalid(
                    ("the dimensions %s of '%s' may vary; say in warm-up.shape what they are to"
                            + " be")
                        .formatted(input.shape(), input.name()));
              }
              return dimension == TensorMetadata.DYNAMIC ? 1 : dimension;
            })
        .toArray();
  }

  private static InvalidRequest invalid(String why) {
    return new InvalidRequest(InvalidRequest.Code.INVALID_TENSOR, why);
  }
}
