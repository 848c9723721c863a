package dev.hearth.inference.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelException.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;

/**
 * Whether an ONNX file holds all its weights. One may name files instead, or even addresses in
 * memory, from which the engine would read: other models of the store, files of the machine,
 * secrets of the process. The file is walked without reading the weights, wherever the format has
 * tensors: in graphs, attributes, functions and what training leaves.
 */
public final class SelfContained {
  /** The engine's own reader of the format gives up there too. */
  private static final int MAX_DEPTH = 100;

  private static final int DATA_LOCATION = 14;
  private static final int EXTERNAL_DATA = 13;
  private static final int TENSOR_NAME = 8;
  private static final int MAX_NAME = 200;

  /** Messages of the format in which a tensor can be, each with its fields that lead there. */
  private enum Kind {
    MODEL,
    TRAINING,
    FUNCTION,
    GRAPH,
    NODE,
    ATTRIBUTE,
    SPARSE,
    TENSOR;

    Map<Integer, Kind> fields() {
      return switch (this) {
        case MODEL -> Map.of(7, GRAPH, 20, TRAINING, 25, FUNCTION);
        case TRAINING -> Map.of(1, GRAPH, 2, GRAPH);
        case FUNCTION -> Map.of(7, NODE, 11, ATTRIBUTE);
        case GRAPH -> Map.of(1, NODE, 5, TENSOR, 15, SPARSE);
        case NODE -> Map.of(5, ATTRIBUTE);
        case ATTRIBUTE ->
            Map.of(5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 22, SPARSE, 23, SPARSE);
        case SPARSE -> Map.of(1, TENSOR, 2, TENSOR);
        case TENSOR -> Map.of();
      };
    }
  }

  private final Artifact artifact;

  private SelfContained(Artifact artifact) {
    this.artifact = artifact;
  }

  /**
   * Refuses a model that names weights outside its file; reads it once.
   *
   * @throws ModelException {@code UNSUPPORTED_MODEL} if it does, {@code CORRUPT_MODEL} if it is
   *     nested too deeply; a file that cannot be read as ONNX is left to the engine to refuse
   */
  public static void require(Artifact artifact) {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(artifact.path()))) {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.setSizeLimit(Integer.MAX_VALUE);
      new SelfContained(artifact).walk(in, Kind.MODEL, 0);
    } catch (InvalidProtocolBufferException _) {
      // The engine says what is wrong with it.
    } catch (IOException e) {
      throw new ModelException(
          Code.STORE_FAILED, "the file of '" + artifact.source() + "' cannot be read: " + e, e);
    }
  }

  private void walk(CodedInputStream in, Kind kind, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new ModelException(
          Code.CORRUPT_MODEL,
          "the model '%s' is refused: its graphs are nested more than %d messages deep"
              .formatted(artifact.source(), MAX_DEPTH));
    }
    String name = "";
    boolean outside = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      int type = WireFormat.getTagWireType(tag);
      boolean content = type == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      Kind inner = content ? kind.fields().get(field) : null;
      if (inner != null) {
        int limit = in.pushLimit(in.readRawVarint32());
        walk(in, inner, depth + 1);
        in.popLimit(limit);
      } else if (kind == Kind.TENSOR && content && field == TENSOR_NAME) {
        name = in.readString();
      } else if (kind == Kind.TENSOR
          && field == DATA_LOCATION
          && type == WireFormat.WIRETYPE_VARINT) {
        outside |= in.readRawVarint64() != 0;
      } else {
        outside |= kind == Kind.TENSOR && field == EXTERNAL_DATA;
        in.skipField(tag);
      }
    }
    if (outside) {
      throw outside(name);
    }
  }

  private ModelException outside(String tensor) {
    String shown = tensor.length() > MAX_NAME ? tensor.substring(0, MAX_NAME) + "..." : tensor;
    return new ModelException(
        Code.UNSUPPORTED_MODEL,
        "the model '%s' is refused: the data of its tensor '%s' lie outside itself; save it as one file"
            .formatted(artifact.source(), shown.replaceAll("\\p{Cntrl}", "?")));
  }
}
