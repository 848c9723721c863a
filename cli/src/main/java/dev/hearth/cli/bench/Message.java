package dev.hearth.cli.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes and reads messages of Protocol Buffers field by field. */
final class Message {
  private Message() {}

  /** Writes the fields of a message. */
  interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  /** Takes the fields of a message. */
  interface Reader {
    /** Reads one field, or returns false to have it skipped. */
    boolean field(int number, CodedInputStream in) throws IOException;
  }

  static byte[] of(Writer writer) {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    try {
      writer.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void read(CodedInputStream in, Reader reader) {
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (!reader.field(WireFormat.getTagFieldNumber(tag), in)) {
          in.skipField(tag);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the answer is no message of the protocol", e);
    }
  }

  /** A message within a message. */
  static boolean nested(CodedInputStream in, Reader reader) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    read(in, reader);
    in.popLimit(limit);
    return true;
  }

  /** Whole numbers in packed form. */
  static List<Long> packed(CodedInputStream in) throws IOException {
    var numbers = new ArrayList<Long>();
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      numbers.add(in.readInt64());
    }
    in.popLimit(limit);
    return numbers;
  }
}
