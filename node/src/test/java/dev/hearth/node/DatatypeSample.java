package dev.hearth.node;

import com.google.protobuf.ByteString;
import dev.hearth.inference.Datatype;
import inference.GrpcPredictV2.InferTensorContents;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Two elements of a datatype in each form.
 *
 * @param hex as little-endian bytes
 * @param contents as typed contents, where the protocol has some
 */
record DatatypeSample(String json, String hex, Optional<InferTensorContents> contents) {
  byte[] raw() {
    return HexFormat.of().parseHex(hex);
  }

  static DatatypeSample of(Datatype datatype) {
    var typed = InferTensorContents.newBuilder();
    return switch (datatype) {
      case BOOL -> of("[true,false]", "0100", typed.addBoolContents(true).addBoolContents(false));
      case UINT8 -> of("[0,255]", "00ff", typed.addUintContents(0).addUintContents(255));
      case UINT16 -> of("[1,65535]", "0100ffff", typed.addUintContents(1).addUintContents(65_535));
      case UINT32 ->
          of("[1,4294967295]", "01000000ffffffff", typed.addUintContents(1).addUintContents(-1));
      case UINT64 ->
          of(
              "[1,18446744073709551615]",
              "0100000000000000ffffffffffffffff",
              typed.addUint64Contents(1).addUint64Contents(-1));
      case INT8 -> of("[-128,127]", "807f", typed.addIntContents(-128).addIntContents(127));
      case INT16 -> of("[-32768,1]", "00800100", typed.addIntContents(-32_768).addIntContents(1));
      case INT32 ->
          of(
              "[-2147483648,1]",
              "0000008001000000",
              typed.addIntContents(Integer.MIN_VALUE).addIntContents(1));
      case INT64 ->
          of(
              "[-1,1]",
              "ffffffffffffffff0100000000000000",
              typed.addInt64Contents(-1).addInt64Contents(1));
      case FP16 -> new DatatypeSample("[1.0,-65504.0]", "003cfffb", Optional.empty());
      case BF16 -> new DatatypeSample("[1.0,-1.5]", "803fc0bf", Optional.empty());
      case FP32 ->
          of("[1.0,-1.5]", "0000803f0000c0bf", typed.addFp32Contents(1).addFp32Contents(-1.5f));
      case FP64 ->
          of(
              "[1.0,-1.5]",
              "000000000000f03f000000000000f8bf",
              typed.addFp64Contents(1).addFp64Contents(-1.5));
      case BYTES ->
          of(
              "[\"\",\"\u00fc\"]",
              "0000000002000000c3bc",
              typed.addBytesContents(ByteString.EMPTY).addBytesContents(TestGrpc.text("\u00fc")));
    };
  }

  private static DatatypeSample of(String json, String hex, InferTensorContents.Builder contents) {
    return new DatatypeSample(json, hex, Optional.of(contents.build()));
  }
}
