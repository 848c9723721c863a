package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The {@link RawTensors raw data} after the JSON of a body, handed out to the inputs in order. */
final class BinaryData {
  private final ByteBuffer data;

  /** Data between a direct buffer's position and limit, which nobody writes any more. */
  BinaryData(ByteBuffer data) {
    this.data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The next input.
   *
   * @param size bytes it takes, the parameter {@code binary_data_size}
   * @throws Problem with status 400 if they are not there or are not what shape and datatype say
   */
  Tensor take(String name, Datatype datatype, long[] shape, long size) {
    if (size > data.remaining()) {
      throw Problem.badRequest(
          "input '%s' has a binary_data_size of %d but only %d bytes of binary data are left for it"
              .formatted(name, size, data.remaining()));
    }
    ByteBuffer own = data.slice(data.position(), (int) size);
    data.position(data.position() + (int) size);
    return RawTensors.tensor(name, datatype, shape, own, "a binary_data_size of " + size);
  }

  /** Refuses bytes that belong to no input. */
  void requireUsedUp() {
    if (data.hasRemaining()) {
      throw Problem.badRequest(
          "%d bytes follow the binary data of the inputs: their binary_data_size add up to %d of %d"
              .formatted(data.remaining(), data.position(), data.limit()));
    }
  }
}
