package dev.hearth.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Reads what a session takes and gives. */
final class OnnxMetadata {
  private OnnxMetadata() {}

  static GraphMetadata read(ModelSource source, OrtSession session) throws OrtException {
    return new GraphMetadata(
        tensors(source, "input", session.getInputInfo().values()),
        tensors(source, "output", session.getOutputInfo().values()));
  }

  private static List<TensorMetadata> tensors(
      ModelSource source, String kind, Collection<NodeInfo> nodes) {
    List<TensorMetadata> tensors = new ArrayList<>(nodes.size());
    for (NodeInfo node : nodes) {
      if (!(node.getInfo() instanceof TensorInfo info)) {
        throw unsupported(source, kind, node.getName(), "is not a tensor: " + node.getInfo());
      }
      Datatype datatype =
          OnnxDatatypes.datatype(info.onnxType)
              .orElseThrow(
                  () -> unsupported(source, kind, node.getName(), "has type " + info.onnxType));
      tensors.add(new TensorMetadata(node.getName(), datatype, dimensions(info), names(info)));
    }
    return tensors;
  }

  private static List<Long> dimensions(TensorInfo info) {
    return Arrays.stream(info.getShape())
        .map(dimension -> dimension < 0 ? TensorMetadata.DYNAMIC : dimension)
        .boxed()
        .toList();
  }

  /**
   * A question mark, as Paddle's exports have it, says of several dimensions that none is known.
   */
  private static List<String> names(TensorInfo info) {
    return Arrays.stream(info.getDimensionNames())
        .map(name -> name.equals("?") ? "" : name)
        .toList();
  }

  private static ModelException unsupported(
      ModelSource source, String kind, String name, String why) {
    return new ModelException(
        ModelException.Code.UNSUPPORTED_MODEL,
        "the model '" + source + "' is not supported: its " + kind + " '" + name + "' " + why);
  }
}
