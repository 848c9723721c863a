package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import inference.GRPCInferenceServiceGrpc;
import inference.GrpcPredictV2.InferTensorContents;
import inference.GrpcPredictV2.ModelInferRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gRPC client of a node, made of the protocol's public definition. */
final class TestGrpc implements AutoCloseable {
  static final String SERVICE = "inference.GRPCInferenceService";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  final ManagedChannel channel;
  final GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub inference;

  TestGrpc(TestNode node) {
    this(node.uri());
  }

  TestGrpc(URI node) {
    channel =
        Grpc.newChannelBuilderForAddress(
                node.getHost(), node.getPort(), InsecureChannelCredentials.create())
            .maxInboundMessageSize(64 << 20)
            .build();
    inference = GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  /** The request of {@link TestNode#SUM} with typed contents. */
  static ModelInferRequest.Builder sum() {
    return ModelInferRequest.newBuilder()
        .setModelName("sum")
        .addInputs(input("a", "FP32", 1, 2).setContents(floats(1, 2)))
        .addInputs(input("b", "FP32", 1, 2).setContents(floats(3, 4.5f)));
  }

  /** The same with raw contents. */
  static ModelInferRequest.Builder rawSum() {
    return ModelInferRequest.newBuilder()
        .setModelName("sum")
        .addInputs(input("a", "FP32", 1, 2))
        .addInputs(input("b", "FP32", 1, 2))
        .addRawInputContents(raw(1, 2))
        .addRawInputContents(raw(3, 4.5f));
  }

  static ModelInferRequest.InferInputTensor.Builder input(
      String name, String datatype, long... shape) {
    var input = ModelInferRequest.InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
    for (long dimension : shape) {
      input.addShape(dimension);
    }
    return input;
  }

  static InferTensorContents.Builder floats(float... values) {
    var contents = InferTensorContents.newBuilder();
    for (float value : values) {
      contents.addFp32Contents(value);
    }
    return contents;
  }

  static ByteString raw(float... values) {
    var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return ByteString.copyFrom(bytes.flip());
  }

  static ByteString text(String text) {
    return ByteString.copyFrom(text, UTF_8);
  }

  /** A call that the public definition lacks. */
  static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
      MethodType type, String name, Q request, A answer) {
    return MethodDescriptor.<Q, A>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(answer))
        .build();
  }

  /** Calls such a method of one message. */
  @SuppressWarnings("unchecked")
  <Q extends Message, A extends Message> A call(String name, Q request, A answer) {
    return ClientCalls.blockingUnaryCall(
        channel,
        method(
            MethodType.UNARY,
            name,
            (Q) request.getDefaultInstanceForType(),
            (A) answer.getDefaultInstanceForType()),
        CallOptions.DEFAULT,
        request);
  }

  /**
   * The status with which a call ends that gets no answer.
   *
   * @param method its full name
   * @param messages any bytes
   */
  Status refusal(String method, byte[]... messages) {
    var anyBytes =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.CLIENT_STREAMING)
            .setFullMethodName(method)
            .setRequestMarshaller(new BytesMarshaller())
            .setResponseMarshaller(new BytesMarshaller())
            .build();
    var answers = new Stream<byte[], byte[]>();
    StreamObserver<byte[]> requests =
        ClientCalls.asyncClientStreamingCall(
            channel.newCall(anyBytes, CallOptions.DEFAULT), answers);
    for (byte[] message : messages) {
      requests.onNext(message);
    }
    requests.onCompleted();
    Throwable end = answers.end();
    if (end == null) {
      throw new AssertionError(method + " was answered");
    }
    return Status.fromThrowable(end);
  }

  /** Opens such a method of two streams. */
  static <Q extends Message, A extends Message> Stream<Q, A> stream(
      Channel channel, CallOptions options, MethodDescriptor<Q, A> method) {
    var stream = new Stream<Q, A>();
    stream.requests = ClientCalls.asyncBidiStreamingCall(channel.newCall(method, options), stream);
    return stream;
  }

  /** Both ends of a stream. */
  static final class Stream<Q, A> implements StreamObserver<A> {
    private final BlockingQueue<A> answers = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;
    private @Nullable StreamObserver<Q> requests;

    /** Where requests go. */
    StreamObserver<Q> requests() {
      return Objects.requireNonNull(requests);
    }

    @Override
    public void onNext(A answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable cause) {
      failure = cause;
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }

    /** The next answer; fails after a minute. */
    A next() {
      try {
        A answer = answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
          throw new AssertionError("no answer within " + LIMIT, failure);
        }
        return answer;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Waits for the end; null if it was a good one. */
    @Nullable Throwable end() {
      try {
        if (!ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          throw new AssertionError("no end within " + LIMIT);
        }
        return failure;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
