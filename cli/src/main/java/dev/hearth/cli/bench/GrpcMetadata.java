package dev.hearth.cli.bench;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the inputs out of a {@code ModelMetadataResponse}. */
final class GrpcMetadata implements Message.Reader {
  private final List<ModelInputs.Spec> inputs = new ArrayList<>();

  List<ModelInputs.Spec> inputs() {
    return inputs;
  }

  @Override
  public boolean field(int number, CodedInputStream in) throws IOException {
    if (number != 4) {
      return false;
    }
    var input = new TensorHead();
    Message.nested(in, input);
    inputs.add(new ModelInputs.Spec(input.name, input.datatype, input.shape));
    return true;
  }

  /** Name, datatype and shape stand under the same numbers wherever a tensor is described. */
  static final class TensorHead implements Message.Reader {
    private String name = "";
    private String datatype = "";
    private final List<Long> shape = new ArrayList<>();

    @Override
    public boolean field(int number, CodedInputStream in) throws IOException {
      switch (number) {
        case 1 -> name = in.readString();
        case 2 -> datatype = in.readString();
        case 3 -> shape.addAll(Message.packed(in));
        default -> {
          return false;
        }
      }
      return true;
    }
  }
}
