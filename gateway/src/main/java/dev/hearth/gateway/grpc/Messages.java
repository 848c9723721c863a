package dev.hearth.gateway.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.gateway.Problem;
import java.nio.ByteBuffer;

/** Messages as they come in. */
final class Messages {
  private Messages() {}

  /**
   * Reads a message; its fields of bytes share the data's memory, which nobody writes any more.
   *
   * @throws Problem with status 400 if it is not one
   */
  static <T> T read(Parser<T> parser, ByteBuffer data) {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(data).newCodedInput();
    in.enableAliasing(true);
    try {
      T message = parser.parseFrom(in);
      in.checkLastTagWas(0);
      return message;
    } catch (InvalidProtocolBufferException e) {
      throw Problem.badRequest(
          "the message is not what the call takes, in Protocol Buffers: " + e.getMessage());
    }
  }
}
