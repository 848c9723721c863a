package dev.hearth.gateway.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.gateway.grpc.Frames.ByteField;
import dev.hearth.gateway.grpc.schema.ModelInferResponse;
import dev.hearth.gateway.grpc.schema.ModelInferResponse.InferOutputTensor;
import dev.hearth.gateway.inference.RawTensors;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.inference.Tensor;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes answers: raw if the request was raw or an output cannot be written otherwise, else typed.
 */
final class Answers {
  private static final int COPIED_BYTES = 64 << 10;

  private Answers() {}

  /** Elements that are written one by one. */
  static long typedElements(Asked asked, List<Tensor> outputs) {
    return raw(asked, outputs) ? 0 : outputs.stream().mapToLong(Tensor::elements).sum();
  }

  private static boolean raw(Asked asked, List<Tensor> outputs) {
    return asked.raw()
        || outputs.stream().anyMatch(output -> !TypedContents.carries(output.datatype()));
  }

  /** The answer as it goes out; large raw data are shared, not copied. */
  static Buffer frame(ServedModel model, Asked asked, List<Tensor> outputs) {
    boolean raw = raw(asked, outputs);
    ModelInferResponse head = head(model, asked, outputs, !raw).build();
    return raw ? framed(head, fields(outputs)) : Frames.of(head);
  }

  private static Buffer framed(ModelInferResponse head, List<ByteField> fields) {
    int size = head.getSerializedSize();
    for (ByteField field : fields) {
      size = Math.addExact(size, field.size());
    }
    return size <= COPIED_BYTES ? Frames.of(head, size, fields) : Frames.shared(head, size, fields);
  }

  /** The answer as a message within another. */
  static ModelInferResponse message(ServedModel model, Asked asked, List<Tensor> outputs) {
    boolean raw = raw(asked, outputs);
    ModelInferResponse.Builder message = head(model, asked, outputs, !raw);
    if (raw) {
      for (Tensor output : outputs) {
        message.addRawOutputContents(UnsafeByteOperations.unsafeWrap(RawTensors.of(output)));
      }
    }
    return message.build();
  }

  private static List<ByteField> fields(List<Tensor> outputs) {
    List<ByteField> fields = new ArrayList<>(outputs.size());
    for (Tensor output : outputs) {
      fields.add(
          new ByteField(
              ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER, RawTensors.of(output)));
    }
    return fields;
  }

  private static ModelInferResponse.Builder head(
      ServedModel model, Asked asked, List<Tensor> outputs, boolean typed) {
    ModelInferResponse.Builder head =
        ModelInferResponse.newBuilder()
            .setModelName(model.name())
            .setModelVersion(model.version())
            .setId(asked.id());
    for (Tensor output : outputs) {
      InferOutputTensor.Builder tensor =
          InferOutputTensor.newBuilder()
              .setName(output.name())
              .setDatatype(output.datatype().name());
      for (int axis = 0; axis < output.rank(); axis++) {
        tensor.addShape(output.dimension(axis));
      }
      if (typed) {
        tensor.setContents(TypedContents.of(output));
      }
      head.addOutputs(tensor);
    }
    return head;
  }
}
