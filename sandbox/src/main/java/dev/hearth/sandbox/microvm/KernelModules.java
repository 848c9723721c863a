package dev.hearth.sandbox.microvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Modules of a kernel and what each needs, read from the modules themselves. */
final class KernelModules {
  private static final String SUFFIX = ".ko";
  private static final byte[] DEPENDS = "\0depends=".getBytes(StandardCharsets.US_ASCII);

  private final Map<String, Path> files = new TreeMap<>();
  private final String builtIn;

  /**
   * Those below a directory.
   *
   * @param directory such as {@code /lib/modules/6.1.0-50-cloud-amd64}
   */
  KernelModules(Path directory) throws IOException {
    if (Files.isDirectory(directory.resolve("kernel"))) {
      try (var all = Files.walk(directory.resolve("kernel"))) {
        all.filter(path -> path.toString().endsWith(SUFFIX))
            .forEach(path -> files.put(name(path), path));
      }
    }
    Path list = directory.resolve("modules.builtin");
    builtIn = Files.exists(list) ? Files.readString(list) : "";
  }

  private static String name(Path path) {
    String file = path.getFileName().toString();
    return file.substring(0, file.length() - SUFFIX.length()).replace('-', '_');
  }

  /**
   * The files of modules and all they need, each after what it needs; nothing for what is built in.
   *
   * @throws IOException if one is neither there nor built in
   */
  List<Path> inOrder(List<String> names) throws IOException {
    var order = new LinkedHashMap<String, Path>();
    for (String name : names) {
      add(name, order);
    }
    return new ArrayList<>(order.values());
  }

  private void add(String name, Map<String, Path> order) throws IOException {
    Path file = files.get(name);
    if (order.containsKey(name) || (file == null && isBuiltIn(name))) {
      return;
    }
    if (file == null) {
      throw new IOException(
          "the kernel has no module %s, neither built in nor as an uncompressed file"
              .formatted(name));
    }
    for (String needed : needs(Files.readAllBytes(file))) {
      add(needed, order);
    }
    order.put(name, file);
  }

  private boolean isBuiltIn(String name) {
    return builtIn.contains("/" + name + SUFFIX)
        || builtIn.contains("/" + name.replace('_', '-') + SUFFIX);
  }

  /** What a module says it needs: the text behind {@code depends=} in its section of notes. */
  static List<String> needs(byte[] module) {
    int at = indexOf(module, DEPENDS);
    if (at < 0) {
      return List.of();
    }
    int from = at + DEPENDS.length;
    int to = from;
    while (to < module.length && module[to] != 0) {
      to++;
    }
    String names = new String(module, from, to - from, StandardCharsets.US_ASCII);
    return names.isEmpty() ? List.of() : List.of(names.replace('-', '_').split(",", -1));
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      int same = 0;
      while (same < part.length && bytes[i + same] == part[same]) {
        same++;
      }
      if (same == part.length) {
        return i;
      }
    }
    return -1;
  }
}
