package dev.hearth.node.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What requests through one split of a pipeline took. A pipeline is a plain sequence; a split of it
 * says in the names of its steps which of the pipeline's steps are one function: {@code
 * clean+aggregate}. Owned by the event loop.
 */
public final class PipelineHistory {
  private static final int KEPT = 512;
  private static final double CLASSES_PER_DOUBLING = 2;

  private final String graph;
  private final String pipeline;
  private final List<String> steps;
  private final Map<String, Boolean> functions = new LinkedHashMap<>();
  private final Map<String, Ratio> ratios = new LinkedHashMap<>();
  private final Deque<Observation> observations = new ArrayDeque<>();

  /** Bytes that a step answers for each byte of the request, on average. */
  private static final class Ratio {
    private double sum;
    private long count;

    void add(double ratio) {
      sum += ratio;
      count++;
    }

    double mean() {
      return sum / count;
    }
  }

  private PipelineHistory(String graph, String pipeline, List<String> steps) {
    this.graph = graph;
    this.pipeline = pipeline;
    this.steps = steps;
  }

  /** The history of a graph with the label {@code pipeline}, if it is a plain sequence. */
  public static Optional<PipelineHistory> of(InferenceGraph graph) {
    GraphNode root = graph.node(InferenceGraph.ROOT);
    boolean plain =
        root.router() == GraphNode.Router.SEQUENCE
            && root.steps().stream().allMatch(PipelineHistory::plain);
    List<String> steps = root.steps().stream().map(GraphStep::name).toList();
    return graph
        .pipeline()
        .filter(_ -> plain)
        .map(pipeline -> new PipelineHistory(graph.name(), pipeline, steps));
  }

  private static boolean plain(GraphStep step) {
    return step.target() instanceof Target.Service && step.condition().isEmpty();
  }

  public String pipeline() {
    return pipeline;
  }

  String graph() {
    return graph;
  }

  /** The steps of this split, as its graph names them. */
  List<String> steps() {
    return steps;
  }

  /** The pipeline's own steps, in order. */
  List<String> atoms() {
    return steps.stream().flatMap(step -> parts(step).stream()).toList();
  }

  static List<String> parts(String step) {
    return Arrays.asList(step.split("\\+", -1));
  }

  /** Whether a step was seen to be a function; empty before any request. */
  Optional<Boolean> function(String step) {
    return Optional.ofNullable(functions.get(step));
  }

  /** Bytes answered for each of the request by the part of the pipeline that ends with a step. */
  Optional<Double> ratio(String atom) {
    return Optional.ofNullable(ratios.get(atom)).map(Ratio::mean);
  }

  int size() {
    return observations.size();
  }

  /** The median of each class of sizes, two classes for each doubling. */
  List<Observation> medians() {
    var classes = new TreeMap<Long, List<Observation>>();
    for (Observation each : observations) {
      classes.computeIfAbsent(sizeClass(each.inputBytes()), _ -> new ArrayList<>()).add(each);
    }
    return classes.values().stream().map(PipelineHistory::median).toList();
  }

  /** The median time of requests of about that size, if there were any. */
  OptionalLong median(long inputBytes) {
    return medians().stream()
        .filter(each -> sizeClass(each.inputBytes()) == sizeClass(inputBytes))
        .mapToLong(Observation::nanos)
        .findFirst();
  }

  private static long sizeClass(long bytes) {
    double doublings = StrictMath.log((double) Math.max(1, bytes)) / StrictMath.log(2);
    return Math.round(CLASSES_PER_DOUBLING * doublings);
  }

  private static Observation median(List<Observation> alike) {
    long[] nanos = alike.stream().mapToLong(Observation::nanos).sorted().toArray();
    return new Observation(
        alike.getFirst().functions(),
        (long) alike.stream().mapToLong(Observation::crossingBytes).average().orElseThrow(),
        (long) alike.stream().mapToLong(Observation::inputBytes).average().orElseThrow(),
        nanos[nanos.length / 2]);
  }

  /** Follows one request. */
  public Tally follow(long inputBytes) {
    return new Tally(inputBytes);
  }

  /** What one request's steps sum up to. */
  public final class Tally implements StepMeasures {
    private final long inputBytes;
    private final List<End> ends = new ArrayList<>();

    private Tally(long inputBytes) {
      this.inputBytes = inputBytes;
    }

    @Override
    public void ended(End end) {
      ends.add(end);
    }

    /** It was answered by every step; one that was not counts for nothing. */
    public void answered(long nanos) {
      if (ends.size() != steps.size() || !ends.stream().allMatch(End::answered)) {
        return;
      }
      int calls = 0;
      long crossing = 0;
      for (End end : ends) {
        functions.put(end.step(), end.function());
        ratios
            .computeIfAbsent(parts(end.step()).getLast(), _ -> new Ratio())
            .add((double) end.bytesOut() / Math.max(1, inputBytes));
        calls += end.function() ? 1 : 0;
        crossing += end.function() ? end.bytesIn() + end.bytesOut() : 0;
      }
      observations.addLast(new Observation(calls, crossing, inputBytes, Math.max(1, nanos)));
      if (observations.size() > KEPT) {
        observations.removeFirst();
      }
    }
  }
}
