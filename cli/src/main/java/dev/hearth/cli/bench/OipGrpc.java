package dev.hearth.cli.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The Open Inference Protocol over gRPC. Its few messages are written and read field by field, with
 * the field numbers of the public {@code grpc_predict_v2.proto}; tensors go as raw contents.
 */
final class OipGrpc implements Dialect {
  private static final String SERVICE = "/inference.GRPCInferenceService/";
  private static final int PREFIX_BYTES = 5;

  private final Target target;
  private final Map<String, String> headers;
  private final String model;
  private final String version;
  private final List<String> wanted;

  /**
   * Calls of one model.
   *
   * @param version empty for the server's choice
   * @param wanted names of the outputs to ask for; all where there are none
   */
  OipGrpc(
      Target target,
      Map<String, String> headers,
      String model,
      String version,
      List<String> wanted) {
    this.target = target;
    this.headers = Map.copyOf(headers);
    this.model = model;
    this.version = version;
    this.wanted = List.copyOf(wanted);
  }

  @Override
  public boolean grpc() {
    return true;
  }

  @Override
  public Request noOp() {
    return call(0, "ServerLive", new byte[0], GLANCE_BYTES);
  }

  @Override
  public Optional<Request> metadata() {
    return Optional.of(call(0, "ModelMetadata", Message.of(this::model), WHOLE_BYTES));
  }

  /** Name and version have the same numbers in every request. */
  private void model(CodedOutputStream out) throws IOException {
    out.writeString(1, model);
    if (!version.isEmpty()) {
      out.writeString(2, version);
    }
  }

  @Override
  public List<ModelInputs.Spec> inputs(Answer metadata) {
    GrpcMetadata message = new GrpcMetadata();
    Message.read(unframed(metadata), message);
    return message.inputs();
  }

  @Override
  public Request infer(int number, List<TensorData> inputs, int keep) {
    byte[] message =
        Message.of(
            out -> {
              model(out);
              for (TensorData input : inputs) {
                out.writeByteArray(5, input(input));
              }
              for (String name : wanted) {
                out.writeByteArray(6, Message.of(output -> output.writeString(1, name)));
              }
              for (TensorData input : inputs) {
                out.writeBytes(7, input.raw());
              }
            });
    return call(number, "ModelInfer", message, keep);
  }

  private static byte[] input(TensorData input) {
    return Message.of(
        out -> {
          out.writeString(1, input.name());
          out.writeString(2, input.datatype().name());
          out.writeByteArray(
              3,
              Message.of(
                  shape -> {
                    for (long dimension : input.shape()) {
                      shape.writeInt64NoTag(dimension);
                    }
                  }));
        });
  }

  private Request call(int number, String method, byte[] message, int keep) {
    Http2Headers head =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme(target.tls() ? "https" : "http")
            .authority(target.authority())
            .path(target.prefix() + SERVICE + method)
            .add("content-type", "application/grpc")
            .add("te", "trailers")
            .add("user-agent", "hearth-bench");
    headers.forEach((name, value) -> head.add(name.toLowerCase(Locale.ROOT), value));
    byte[] framed =
        ByteBuffer.allocate(PREFIX_BYTES + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    return Request.of(number, Optional.of(head), framed, keep);
  }

  @Override
  public boolean plausible(Answer answer) {
    return answer.kept() > PREFIX_BYTES;
  }

  @Override
  public List<Output> outputs(Answer answer) {
    GrpcOutputs message = new GrpcOutputs();
    Message.read(unframed(answer), message);
    return message.outputs();
  }

  private static CodedInputStream unframed(Answer answer) {
    return CodedInputStream.newInstance(
        answer.body(), PREFIX_BYTES, Math.max(0, answer.kept() - PREFIX_BYTES));
  }
}
