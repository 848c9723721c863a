package dev.hearth.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Runs several requests of one signature at once and gives each its own rows of the answer. */
public final class BatchedRun {
  private final LoadedModel model;
  private final BatchAxes axes;

  public BatchedRun(LoadedModel model, BatchAxes axes) {
    this.model = model;
    this.axes = axes;
  }

  /**
   * Answers each request, in their order. The answers share the memory of the whole batch.
   *
   * @param requests checked requests of one {@link BatchAxes#signature signature}, at least one
   * @throws InvalidRequest if the graph refuses the batch: run its members alone to find which
   */
  public List<List<Tensor>> run(List<InferenceRequest> requests) {
    InferenceRequest first = requests.getFirst();
    if (requests.size() == 1) {
      return List.of(model.run(first.inputs(), first.outputs()));
    }
    List<Tensor> outputs = model.run(concatenate(requests), first.outputs());
    return split(requests, outputs);
  }

  private List<Tensor> concatenate(List<InferenceRequest> requests) {
    List<Tensor> inputs = new ArrayList<>();
    for (Tensor tensor : requests.getFirst().inputs()) {
      OptionalInt axis = axes.input(tensor.name());
      if (axis.isEmpty()) {
        inputs.add(tensor);
      } else {
        List<Tensor> parts = new ArrayList<>(requests.size());
        for (InferenceRequest request : requests) {
          parts.add(input(request, tensor.name()));
        }
        inputs.add(Tensor.concatenate(axis.getAsInt(), parts));
      }
    }
    return inputs;
  }

  private static Tensor input(InferenceRequest request, String name) {
    for (Tensor tensor : request.inputs()) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    throw new IllegalArgumentException("a request of the batch lacks input '" + name + "'");
  }

  private List<List<Tensor>> split(List<InferenceRequest> requests, List<Tensor> outputs) {
    var rows = new int[requests.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = axes.rows(requests.get(i));
    }
    requireAllRows(rows, outputs);
    List<List<Tensor>> answers = new ArrayList<>(rows.length);
    long from = 0;
    for (int count : rows) {
      List<Tensor> answer = new ArrayList<>(outputs.size());
      for (Tensor output : outputs) {
        answer.add(output.slice(axis(output), from, count));
      }
      answers.add(answer);
      from += count;
    }
    return answers;
  }

  private void requireAllRows(int[] rows, List<Tensor> outputs) {
    long total = 0;
    for (int count : rows) {
      total += count;
    }
    for (Tensor output : outputs) {
      if (output.dimension(axis(output)) != total) {
        throw new ModelException(
            ModelException.Code.INVALID_BATCH_AXIS,
            "the graph answered "
                + total
                + " rows with "
                + output
                + ": it does not batch along this axis; name another or switch batching off");
      }
    }
  }

  private int axis(Tensor output) {
    return Objects.requireNonNull(axes.outputs().get(output.name()), output.name());
  }
}
