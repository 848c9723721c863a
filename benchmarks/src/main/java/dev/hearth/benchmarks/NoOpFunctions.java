package dev.hearth.benchmarks;

import dev.hearth.api.Context;
import dev.hearth.api.Handler;
import dev.hearth.api.NonBlocking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The functions that do least: they answer their input. */
final class NoOpFunctions {
  /**
   * A WebAssembly library: {@code allocate} always gives the second kibibyte of its one page, and
   * {@code handle} says that the answer is the input.
   */
  private static final String MODULE =
      "0061736d01000000" // magic and version
          + "010c02" // types: i32 -> i32, i32 i32 -> i64
          + ("60017f017f" + "60027f7f017e")
          + "0303020001" // functions of these types
          + "0503010001" // one page of memory
          + "071e03" // exports
          + ("066d656d6f72790200" + "08616c6c6f636174650000" + "0668616e646c650001")
          + "0a1402" // allocate: 1024; handle: its first argument times 2^32 or its second
          + ("0500418008" + "0b" + "0c002000ad4220862001ad840b");

  private NoOpFunctions() {}

  /** Keeps the event loop. */
  @NonBlocking
  public static final class OnLoop implements Handler<byte[], byte[]> {
    @Override
    public byte[] handle(byte[] input, Context context) {
      return input;
    }
  }

  /** Has a virtual thread for each call. */
  public static final class OnThread implements Handler<byte[], byte[]> {
    @Override
    public byte[] handle(byte[] input, Context context) {
      return input;
    }
  }

  /** A package with both Java functions. */
  static Path jar(Path directory) throws IOException {
    Path jar = directory.resolve("noop.jar");
    try (var entries = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> each : new Class<?>[] {NoOpFunctions.class, OnLoop.class, OnThread.class}) {
        String name = each.getName().replace('.', '/') + ".class";
        entries.putNextEntry(new JarEntry(name));
        try (InputStream code = each.getClassLoader().getResourceAsStream(name)) {
          if (code == null) {
            throw new IOException("the class file of " + each.getName() + " is missing");
          }
          code.transferTo(entries);
        }
        entries.closeEntry();
      }
    }
    return jar;
  }

  /** The WebAssembly module. */
  static Path module(Path directory) throws IOException {
    return Files.write(directory.resolve("noop.wasm"), HexFormat.of().parseHex(MODULE));
  }

  static String manifest(String name, Path from, String more) {
    return "kind: Function\nname: %s\nfrom: file:%s\n%s".formatted(name, from, more);
  }
}
