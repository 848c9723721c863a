package dev.hearth.inference;

/** An element type of the Open Inference Protocol, version 2. */
public enum Datatype {
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
  /** Byte strings, each with a length of its own; ONNX calls them strings. */
  BYTES(0);

  private final int byteWidth;

  Datatype(int byteWidth) {
    this.byteWidth = byteWidth;
  }

  /** Bytes of one element, or 0 for {@link #BYTES}, whose elements vary in length. */
  public int byteWidth() {
    return byteWidth;
  }

  public boolean fixedWidth() {
    return byteWidth > 0;
  }
}
