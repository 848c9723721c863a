package dev.hearth.sandbox.zygote;

/**
 * Kinds of frames, numbered as in {@code wire.py}. A frame is the length of its body in four bytes,
 * its kind in one, the call it is about in eight, and its body. The highest bit of the kind says
 * that the body ends with the length, in four bytes, of what follows it in shared memory.
 */
enum Frame {
  /** The first of a connection: the token its maker was given. */
  HELLO(0),
  FORK(1),
  ZYGOTE(2),
  KILL(3),
  READY(4),
  EXITED(5),
  PROGRAM(6),
  /** What is told about a call, as JSON with its length in four bytes before it; the payload. */
  CALL(7),
  ABORT(8),
  ANSWER(9),
  ERROR(10),
  STREAM(11),
  PART(12),
  INVOKE(13),
  RESULT(14);

  static final int HEADER_BYTES = 13;

  private static final Frame[] ALL = values();

  private final byte number;

  Frame(int number) {
    this.number = (byte) number;
  }

  byte number() {
    return number;
  }

  static Frame of(byte kind) {
    if (kind < 0 || kind >= ALL.length) {
      throw new IllegalArgumentException("no kind of frame: " + kind);
    }
    return ALL[kind];
  }
}
