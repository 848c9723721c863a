package dev.hearth.inference.generation;

import dev.hearth.inference.builtin.SeededDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A token for each byte of UTF-8, and one each for the begin and the end of a text. */
public final class ByteCodec implements TokenCodec {
  @Override
  public long[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var ids = new long[bytes.length + 1];
    ids[0] = SeededDecoder.BEGIN;
    for (int i = 0; i < bytes.length; i++) {
      ids[i + 1] = Byte.toUnsignedLong(bytes[i]);
    }
    return ids;
  }

  @Override
  public String decode(long[] ids) {
    var bytes = new ByteArrayOutputStream(ids.length);
    for (long id : ids) {
      if (id < SeededDecoder.BEGIN) {
        bytes.write((int) id);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public boolean isEnd(long id) {
    return id == SeededDecoder.END;
  }

  @Override
  public void close() {}
}
