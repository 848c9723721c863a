package dev.hearth.inference.image;

import dev.hearth.inference.Datatype;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/** Writes numbers into a tensor's bytes. */
final class Samples {
  static final Set<Datatype> DATATYPES =
      EnumSet.of(Datatype.FP32, Datatype.FP16, Datatype.UINT8, Datatype.INT8);

  private Samples() {}

  /** Writes one; whole numbers are rounded and held within their range. */
  static void put(ByteBuffer target, Datatype datatype, int index, float value) {
    switch (datatype) {
      case FP32 -> target.putFloat(index * Float.BYTES, value);
      case FP16 -> target.putShort(index * Short.BYTES, Float.floatToFloat16(value));
      case UINT8 -> target.put(index, (byte) Math.clamp(Math.round(value), 0, 255));
      case INT8 ->
          target.put(index, (byte) Math.clamp(Math.round(value), Byte.MIN_VALUE, Byte.MAX_VALUE));
      default -> throw new IllegalArgumentException(datatype + " is not for pictures");
    }
  }
}
