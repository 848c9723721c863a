package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import java.nio.ByteBuffer;

/** The protocol's datatypes of fixed width, little-endian, and BYTES, each after its length. */
enum Datatype {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  BF16(2),
  FP32(4),
  FP64(8),
  BYTES(0);

  private static final int BF16_SHIFT = 16;

  private final int width;

  Datatype(int width) {
    this.width = width;
  }

  static Datatype of(String name) {
    for (Datatype each : values()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new CommandFailure(
        CommandFailure.REFUSED, "the datatype '%s' is none of the protocol's".formatted(name));
  }

  /** Bytes of an element; 0 for BYTES. */
  int width() {
    return width;
  }

  boolean fractional() {
    return this == FP16 || this == BF16 || this == FP32 || this == FP64;
  }

  void putFraction(ByteBuffer to, double value) {
    switch (this) {
      case FP16 -> to.putShort(Float.floatToFloat16((float) value));
      case BF16 -> to.putShort((short) (Float.floatToRawIntBits((float) value) >>> BF16_SHIFT));
      case FP32 -> to.putFloat((float) value);
      case FP64 -> to.putDouble(value);
      default -> throw new IllegalStateException(this + " has no fractions");
    }
  }

  void putWhole(ByteBuffer to, long value) {
    switch (width) {
      case 1 -> to.put((byte) value);
      case 2 -> to.putShort((short) value);
      case 4 -> to.putInt((int) value);
      default -> to.putLong(value);
    }
  }

  double fraction(ByteBuffer from) {
    return switch (this) {
      case FP16 -> Float.float16ToFloat(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << BF16_SHIFT);
      case FP32 -> from.getFloat();
      case FP64 -> from.getDouble();
      default -> throw new IllegalStateException(this + " has no fractions");
    };
  }

  /** The next element; UINT64 keeps its bits. */
  long whole(ByteBuffer from) {
    return switch (this) {
      case BOOL, INT8 -> from.get();
      case UINT8 -> Byte.toUnsignedLong(from.get());
      case INT16 -> from.getShort();
      case UINT16 -> Short.toUnsignedLong(from.getShort());
      case INT32 -> from.getInt();
      case UINT32 -> Integer.toUnsignedLong(from.getInt());
      default -> from.getLong();
    };
  }
}
