package dev.hearth.cli.bench;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Reads the outputs out of a {@code ModelInferResponse}, raw or typed. */
final class GrpcOutputs implements Message.Reader {
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<ByteBuffer> raw = new ArrayList<>();

  List<Output> outputs() {
    var outputs = new ArrayList<Output>();
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      outputs.add(
          raw.size() <= i
              ? tensor.output()
              : Outputs.ofRaw(tensor.name, tensor.datatype, tensor.shape, raw.get(i)));
    }
    return outputs;
  }

  @Override
  public boolean field(int number, CodedInputStream in) throws IOException {
    if (number == 5) {
      var tensor = new Tensor();
      tensors.add(tensor);
      return Message.nested(in, tensor);
    }
    if (number == 6) {
      raw.add(in.readByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
      return true;
    }
    return false;
  }

  /** An {@code InferOutputTensor}. */
  private static final class Tensor implements Message.Reader {
    private String name = "";
    private String datatype = "";
    private final List<Long> shape = new ArrayList<>();
    private final DoubleStream.Builder numbers = DoubleStream.builder();
    private final List<String> texts = new ArrayList<>();

    Output output() {
      return new Output(name, datatype, shape, numbers.build().toArray(), texts);
    }

    @Override
    public boolean field(int number, CodedInputStream in) throws IOException {
      switch (number) {
        case 1 -> name = in.readString();
        case 2 -> datatype = in.readString();
        case 3 -> shape.addAll(Message.packed(in));
        case 5 -> {
          return Message.nested(in, this::contents);
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    /** A field of {@code InferTensorContents}. */
    private boolean contents(int number, CodedInputStream in) throws IOException {
      switch (number) {
        case 1, 2, 3, 4, 5 -> Message.packed(in).forEach(value -> numbers.add(value));
        case 6, 7 -> fractions(number == 6 ? Float.BYTES : Double.BYTES, in);
        case 8 -> texts.add(in.readBytes().toStringUtf8());
        default -> {
          return false;
        }
      }
      return true;
    }

    private void fractions(int width, CodedInputStream in) throws IOException {
      int limit = in.pushLimit(in.readRawVarint32());
      while (in.getBytesUntilLimit() > 0) {
        numbers.add(width == Float.BYTES ? in.readFloat() : in.readDouble());
      }
      in.popLimit(limit);
    }
  }
}
