package dev.hearth.inference.generation;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.TensorMetadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a decoder graph takes and gives, read from the graph itself. The names are those of Hugging
 * Face Optimum's exports with past.
 *
 * @param caches the inputs and outputs of the caches, two of each layer
 * @param heads of the caches, which may be fewer than the queries'
 * @param width numbers of a head's vector
 * @param positions whether it takes position_ids; without, it counts them from the caches' length
 */
public record DecoderLayout(List<CacheName> caches, int heads, int width, boolean positions) {
  static final String IDS = "input_ids";
  static final String MASK = "attention_mask";
  static final String POSITIONS = "position_ids";
  static final String LOGITS = "logits";
  private static final String PAST = "past_key_values.";
  private static final String PRESENT = "present.";
  private static final int RANK = 4;

  /**
   * One cache.
   *
   * @param past the input that takes it, FP32 [rows, heads, tokens, width]
   * @param present the output that gives it with the new tokens at its end
   */
  public record CacheName(String past, String present) {}

  public DecoderLayout {
    caches = List.copyOf(caches);
  }

  /** Bytes that one token holds in the caches. */
  public long bytesPerToken() {
    return (long) caches.size() * heads * width * Float.BYTES;
  }

  /**
   * Reads a graph.
   *
   * @throws ModelException with {@link ModelException.Code#UNSUPPORTED_MODEL}, saying what it lacks
   */
  public static DecoderLayout of(ModelSource source, GraphMetadata graph) {
    require(source, graph.input(IDS), "input '" + IDS + "'", Datatype.INT64, 2);
    require(source, graph.input(MASK), "input '" + MASK + "'", Datatype.INT64, 2);
    require(source, graph.output(LOGITS), "output '" + LOGITS + "'", Datatype.FP32, 3);
    Optional<TensorMetadata> positions = graph.input(POSITIONS);
    positions.ifPresent(_ -> require(source, positions, "'" + POSITIONS + "'", Datatype.INT64, 2));
    List<CacheName> caches = caches(graph);
    if (caches.isEmpty()) {
      throw unsupported(source, "it has no inputs '" + PAST + "N.key' and '" + PAST + "N.value'");
    }
    for (CacheName cache : caches) {
      requireCache(source, graph.input(cache.past()), "input '" + cache.past() + "'");
      requireCache(source, graph.output(cache.present()), "output '" + cache.present() + "'");
    }
    List<Long> shape = graph.input(caches.getFirst().past()).orElseThrow().shape();
    requireNothingElse(source, graph, caches);
    return new DecoderLayout(
        caches,
        Math.toIntExact(shape.get(1)),
        Math.toIntExact(shape.get(3)),
        positions.isPresent());
  }

  private static List<CacheName> caches(GraphMetadata graph) {
    List<CacheName> caches = new ArrayList<>();
    for (int layer = 0; graph.input(PAST + layer + ".key").isPresent(); layer++) {
      for (String kind : List.of(".key", ".value")) {
        caches.add(new CacheName(PAST + layer + kind, PRESENT + layer + kind));
      }
    }
    return caches;
  }

  private static void requireCache(
      ModelSource source, Optional<TensorMetadata> cache, String what) {
    TensorMetadata tensor = require(source, cache, what, Datatype.FP32, RANK);
    boolean fixed = tensor.shape().get(1) > 0 && tensor.shape().get(3) > 0;
    if (!fixed) {
      throw unsupported(
          source,
          "its %s has the shape %s, but heads and width of a head must be fixed"
              .formatted(what, tensor.shape()));
    }
  }

  private static TensorMetadata require(
      ModelSource source,
      Optional<TensorMetadata> tensor,
      String what,
      Datatype datatype,
      int rank) {
    TensorMetadata found = tensor.orElseThrow(() -> unsupported(source, "it has no " + what));
    if (found.datatype() != datatype || found.rank() != rank) {
      throw unsupported(
          source,
          "its %s is %s with %d dimensions, not %s with %d"
              .formatted(what, found.datatype(), found.rank(), datatype, rank));
    }
    return found;
  }

  private static void requireNothingElse(
      ModelSource source, GraphMetadata graph, List<CacheName> caches) {
    Set<String> known = new HashSet<>(Set.of(IDS, MASK, POSITIONS));
    caches.forEach(cache -> known.add(cache.past()));
    List<String> others =
        Stream.of(graph.inputs())
            .flatMap(List::stream)
            .map(TensorMetadata::name)
            .filter(name -> !known.contains(name))
            .toList();
    if (!others.isEmpty()) {
      throw unsupported(
          source, "it has the inputs %s, which nothing is known of".formatted(others));
    }
  }

  private static ModelException unsupported(ModelSource source, String why) {
    return new ModelException(
        ModelException.Code.UNSUPPORTED_MODEL,
        "the model '%s' cannot generate: %s; export it as Optimum does for text-generation-with-past, in FP32"
            .formatted(source, why));
  }
}
