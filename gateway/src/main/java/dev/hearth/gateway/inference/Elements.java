package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.Datatype;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Single elements between JSON and little-endian buffers. FP16 and BF16 are JSON numbers too,
 * rounded to the nearest value, ties to even.
 */
public final class Elements {
  private static final BigInteger UINT64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final int BF16_SHIFT = 16;

  private Elements() {}

  /** Reads the parser's current token into the buffer's next element. */
  public static void read(JsonParser parser, Datatype datatype, ByteBuffer target) {
    switch (datatype) {
      case BOOL -> target.put(bool(parser));
      case UINT8 -> target.put((byte) integer(parser, datatype, 0, 0xFF));
      case UINT16 -> target.putShort((short) integer(parser, datatype, 0, 0xFFFF));
      case UINT32 -> target.putInt((int) integer(parser, datatype, 0, 0xFFFF_FFFFL));
      case UINT64 -> target.putLong(unsignedLong(parser));
      case INT8 -> target.put((byte) integer(parser, datatype, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case INT16 ->
          target.putShort((short) integer(parser, datatype, Short.MIN_VALUE, Short.MAX_VALUE));
      case INT32 ->
          target.putInt((int) integer(parser, datatype, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT64 -> target.putLong(integer(parser, datatype, Long.MIN_VALUE, Long.MAX_VALUE));
      case FP16 -> target.putShort(half(parser));
      case BF16 -> target.putShort(bfloat(parser));
      case FP32 -> target.putFloat(single(parser, Datatype.FP32));
      case FP64 -> target.putDouble(real(parser));
      case BYTES -> throw new IllegalArgumentException("BYTES elements have no fixed width");
    }
  }

  /** Reads the parser's current token as a byte string. */
  public static byte[] readBytes(JsonParser parser) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong(parser, "is not a string, as BYTES elements are");
    }
    try {
      ByteBuffer utf8 =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(parser.getString()));
      var bytes = new byte[utf8.remaining()];
      utf8.get(bytes);
      return bytes;
    } catch (CharacterCodingException _) {
      throw wrong(parser, "is not well-formed Unicode");
    }
  }

  /** Writes the buffer's next element. */
  public static void write(JsonGenerator generator, Datatype datatype, ByteBuffer source) {
    switch (datatype) {
      case BOOL -> generator.writeBoolean(source.get() != 0);
      case UINT8 -> generator.writeNumber(Byte.toUnsignedInt(source.get()));
      case UINT16 -> generator.writeNumber(Short.toUnsignedInt(source.getShort()));
      case UINT32 -> generator.writeNumber(Integer.toUnsignedLong(source.getInt()));
      case UINT64 -> writeUnsigned(generator, source.getLong());
      case INT8 -> generator.writeNumber((int) source.get());
      case INT16 -> generator.writeNumber((int) source.getShort());
      case INT32 -> generator.writeNumber(source.getInt());
      case INT64 -> generator.writeNumber(source.getLong());
      case FP16 -> writeSingle(generator, Float.float16ToFloat(source.getShort()));
      case BF16 -> writeSingle(generator, Float.intBitsToFloat(source.getShort() << BF16_SHIFT));
      case FP32 -> writeSingle(generator, source.getFloat());
      case FP64 -> writeReal(generator, source.getDouble());
      case BYTES -> throw new IllegalArgumentException("BYTES elements have no fixed width");
    }
  }

  private static byte bool(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      case null, default -> throw wrong(parser, "is not true or false, as BOOL elements are");
    };
  }

  private static long integer(JsonParser parser, Datatype datatype, long min, long max) {
    requireInteger(parser, datatype);
    if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = parser.getLongValue();
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw wrong(parser, "is outside " + datatype + ", " + min + " to " + max);
  }

  private static long unsignedLong(JsonParser parser) {
    requireInteger(parser, Datatype.UINT64);
    BigInteger value = parser.getBigIntegerValue();
    if (value.signum() < 0 || value.compareTo(UINT64_MAX) > 0) {
      throw wrong(parser, "is outside UINT64, 0 to " + UINT64_MAX);
    }
    return value.longValue();
  }

  private static void requireInteger(JsonParser parser, Datatype datatype) {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw wrong(parser, "is not an integer, as " + datatype + " elements are");
    }
  }

  private static short half(JsonParser parser) {
    short half = Float.floatToFloat16(single(parser, Datatype.FP16));
    if (!Float.isFinite(Float.float16ToFloat(half))) {
      throw wrong(parser, "is beyond the range of FP16, 65504");
    }
    return half;
  }

  private static short bfloat(JsonParser parser) {
    int bits = Float.floatToRawIntBits(single(parser, Datatype.BF16));
    int tiesToEven = 0x7FFF + ((bits >>> BF16_SHIFT) & 1);
    int rounded = (bits + tiesToEven) >>> BF16_SHIFT;
    if (!Float.isFinite(Float.intBitsToFloat(rounded << BF16_SHIFT))) {
      throw wrong(parser, "is beyond the range of BF16");
    }
    return (short) rounded;
  }

  private static float single(JsonParser parser, Datatype datatype) {
    requireNumber(parser, datatype);
    float value = parser.getFloatValue();
    if (!Float.isFinite(value)) {
      throw wrong(parser, "is beyond the range of " + datatype);
    }
    return value;
  }

  private static double real(JsonParser parser) {
    requireNumber(parser, Datatype.FP64);
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw wrong(parser, "is beyond the range of FP64");
    }
    return value;
  }

  private static void requireNumber(JsonParser parser, Datatype datatype) {
    if (!parser.currentToken().isNumeric()) {
      throw wrong(parser, "is not a number, as " + datatype + " elements are");
    }
  }

  private static void writeUnsigned(JsonGenerator generator, long value) {
    if (value >= 0) {
      generator.writeNumber(value);
    } else {
      generator.writeNumber(new BigInteger(Long.toUnsignedString(value)));
    }
  }

  private static void writeSingle(JsonGenerator generator, float value) {
    generator.writeNumber(finite(value));
  }

  /** The value, if JSON can carry it. */
  static float finite(float value) {
    requireFinite(Float.isFinite(value), value);
    return value;
  }

  private static void writeReal(JsonGenerator generator, double value) {
    requireFinite(Double.isFinite(value), value);
    generator.writeNumber(value);
  }

  private static void requireFinite(boolean finite, double value) {
    if (!finite) {
      throw Problem.of(
          500, "the model answered " + value + ", which JSON cannot carry; ask for other outputs");
    }
  }

  private static Problem wrong(JsonParser parser, String why) {
    return Problem.badRequest(
        "the element " + shown(parser) + " " + why + Positions.of(parser.currentTokenLocation()));
  }

  private static String shown(JsonParser parser) {
    String text = parser.getString();
    return text == null ? "" : text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
