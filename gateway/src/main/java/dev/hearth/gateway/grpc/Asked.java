package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.grpc.schema.InferParameter;
import dev.hearth.gateway.grpc.schema.ModelInferRequest;
import dev.hearth.gateway.grpc.schema.ModelInferRequest.InferInputTensor;
import dev.hearth.gateway.grpc.schema.ModelInferRequest.InferRequestedOutputTensor;
import dev.hearth.gateway.inference.Datatypes;
import dev.hearth.gateway.inference.RawTensors;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An inference request as it was asked: what it asks, or why that cannot be told. */
final class Asked {
  private final ModelInferRequest message;
  private final @Nullable InferenceRequest request;
  private final @Nullable Problem problem;

  private Asked(
      ModelInferRequest message, @Nullable InferenceRequest request, @Nullable Problem problem) {
    this.message = message;
    this.request = request;
    this.problem = problem;
  }

  /**
   * Reads a message. Raw data of fixed width share its memory.
   *
   * @throws Problem with status 400 if it is no such message
   */
  static Asked read(ByteBuffer data) {
    return of(Messages.read(ModelInferRequest.parser(), data));
  }

  static Asked of(ModelInferRequest message) {
    try {
      if (message.getModelName().isEmpty()) {
        throw Problem.badRequest("the request has no model_name");
      }
      return new Asked(message, new InferenceRequest(inputs(message), outputs(message)), null);
    } catch (Problem e) {
      return new Asked(message, null, e);
    } catch (InvalidRequest e) {
      return new Asked(message, null, Problem.badRequest(String.valueOf(e.getMessage())));
    }
  }

  String id() {
    return message.getId();
  }

  String model() {
    return message.getModelName();
  }

  Optional<String> version() {
    return Optional.of(message.getModelVersion()).filter(version -> !version.isEmpty());
  }

  /** Whether data came as raw data, as those of the answer then do. */
  boolean raw() {
    return message.getRawInputContentsCount() > 0;
  }

  /**
   * What is asked.
   *
   * @throws Problem with status 400 if that cannot be told
   */
  InferenceRequest request() {
    if (request == null) {
      throw problem == null ? Problem.badRequest("the request is empty") : problem;
    }
    return request;
  }

  /**
   * The parameter {@code timeout}, in microseconds.
   *
   * @throws Problem with status 400 if it is no time
   */
  OptionalLong timeoutMicros() {
    InferParameter timeout = message.getParametersOrDefault("timeout", null);
    if (timeout == null) {
      return OptionalLong.empty();
    }
    long micros =
        switch (timeout.getParameterChoiceCase()) {
          case INT64_PARAM -> timeout.getInt64Param();
          case UINT64_PARAM -> timeout.getUint64Param();
          default -> throw Problem.badRequest("the parameter timeout must be an int64_param");
        };
    if (micros < 0) {
      throw Problem.badRequest("the parameter timeout is " + micros + " but must not be negative");
    }
    return micros == 0 ? OptionalLong.empty() : OptionalLong.of(micros);
  }

  private static Set<String> outputs(ModelInferRequest message) {
    Set<String> names = new LinkedHashSet<>();
    for (InferRequestedOutputTensor output : message.getOutputsList()) {
      if (output.getName().isEmpty()) {
        throw Problem.badRequest("a requested output has no name");
      }
      names.add(output.getName());
    }
    return names;
  }

  private static List<Tensor> inputs(ModelInferRequest message) {
    int count = message.getInputsCount();
    int raw = message.getRawInputContentsCount();
    if (raw != 0 && raw != count) {
      throw Problem.badRequest(
          "the request has %d inputs but %d raw_input_contents; send one for each input"
              .formatted(count, raw));
    }
    List<Tensor> tensors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tensors.add(input(message, i));
    }
    return tensors;
  }

  private static Tensor input(ModelInferRequest message, int index) {
    InferInputTensor input = message.getInputs(index);
    String name = input.getName();
    if (name.isEmpty()) {
      throw Problem.badRequest("input number " + (index + 1) + " has no name");
    }
    Datatype datatype =
        Datatypes.named(input.getDatatype())
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        Datatypes.unknown("input '" + name + "'", input.getDatatype())));
    if (message.getRawInputContentsCount() == 0) {
      return TypedContents.read(name, datatype, shape(input), input.getContents());
    }
    if (input.hasContents() && input.getContents().getSerializedSize() > 0) {
      throw Problem.badRequest(
          "input '%s' has contents but the request has raw_input_contents; send all inputs one way"
              .formatted(name));
    }
    ByteBuffer data = message.getRawInputContents(index).asReadOnlyByteBuffer();
    String size = data.remaining() + " bytes of raw_input_contents";
    return RawTensors.tensor(name, datatype, shape(input), data, size);
  }

  private static long[] shape(InferInputTensor input) {
    var shape = new long[input.getShapeCount()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = input.getShape(axis);
    }
    return shape;
  }
}
