package dev.hearth.benchmarks.soak;

import dev.hearth.api.Context;
import dev.hearth.api.Handler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The function that asynchronous calls run: it appends a number to a file, {@code FILE|NUMBER}. */
public final class Note implements Handler<byte[], byte[]> {
  @Override
  public byte[] handle(byte[] input, Context context) throws IOException {
    String[] parts = new String(input, StandardCharsets.UTF_8).split("\\|", 2);
    Files.writeString(
        Path.of(parts[0]), parts[1] + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return input;
  }
}
