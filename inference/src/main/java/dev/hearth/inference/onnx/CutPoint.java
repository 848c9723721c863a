package dev.hearth.inference.onnx;

import java.util.List;

/**
 * A place to cut: after so many nodes of the spine. All that comes later is computed from its
 * tensors, the graph's inputs and constants.
 *
 * @param after nodes of the spine before it
 * @param tensors what crosses it, in the order in which it is computed
 * @param price how much worse it is than a cut that one tensor crosses
 */
record CutPoint(int after, List<String> tensors, double price) {
  CutPoint {
    tensors = List.copyOf(tensors);
  }
}
