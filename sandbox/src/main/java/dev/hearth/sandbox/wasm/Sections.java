package dev.hearth.sandbox.wasm;

import dev.hearth.sandbox.SandboxException;
import java.io.ByteArrayOutputStream;

/**
 * The sections of a module's binary form. The start section is taken out, since instances made from
 * an image must not run it again.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sections(byte[] code) {
  private static final int HEADER = 8;
  private static final int START = 8;

  Sections {
    if (code.length < HEADER
        || code[0] != 0
        || code[1] != 'a'
        || code[2] != 's'
        || code[3] != 'm') {
      throw invalid("it is no WebAssembly module: it does not begin with \\0asm");
    }
    if (code[4] != 1 || code[5] != 0 || code[6] != 0 || code[7] != 0) {
      throw invalid(
          "it is a WebAssembly component or of another version; build a core module of version 1,"
              + " for wasm32-wasi (preview 1)");
    }
  }

  /** What a section holds, and where the next one begins. */
  private record Section(int id, int from, int to) {}

  private record Leb128(long value, int end) {}

  /** The number of the function to start with, or −1. */
  int start() {
    for (int at = HEADER; at < code.length; ) {
      Section section = section(at);
      if (section.id() == START) {
        return function(number(section.from()).value());
      }
      at = section.to();
    }
    return -1;
  }

  private static int function(long number) {
    if (number > Integer.MAX_VALUE) {
      throw invalid("it is no valid WebAssembly module: it starts with function " + number);
    }
    return (int) number;
  }

  byte[] withoutStart() {
    if (start() < 0) {
      return code;
    }
    var rest = new ByteArrayOutputStream(code.length);
    rest.write(code, 0, HEADER);
    for (int at = HEADER; at < code.length; ) {
      Section section = section(at);
      if (section.id() != START) {
        rest.write(code, at, section.to() - at);
      }
      at = section.to();
    }
    return rest.toByteArray();
  }

  private Section section(int at) {
    Leb128 size = number(at + 1);
    if (size.value() > code.length - size.end()) {
      throw invalid("it is no valid WebAssembly module: it ends in the middle of a section");
    }
    return new Section(code[at], size.end(), size.end() + (int) size.value());
  }

  /** A number in LEB128 of 32 bits at most. */
  private Leb128 number(int at) {
    long value = 0;
    for (int i = 0; i < 5 && at + i < code.length; i++) {
      value |= (long) (code[at + i] & 0x7f) << (7 * i);
      if (code[at + i] >= 0) {
        return new Leb128(value, at + i + 1);
      }
    }
    throw invalid("it is no valid WebAssembly module: a number in it has no end");
  }

  private static SandboxException invalid(String message) {
    return new SandboxException(SandboxException.Code.INVALID_PROGRAM, message);
  }
}
