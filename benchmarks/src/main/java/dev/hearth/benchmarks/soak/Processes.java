package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Linux tells of the node's process and those below it. */
final class Processes {
  private static final Path PROC = Path.of("/proc");
  private static final String WORKER = "bootstrap.py";

  private Processes() {}

  /** Bytes of memory that are there. */
  static long residentBytes(long pid) throws IOException {
    return number(pid, "VmRSS:") * 1_024;
  }

  static long threads(long pid) throws IOException {
    return number(pid, "Threads:");
  }

  private static long number(long pid, String key) throws IOException {
    return Files.readAllLines(PROC.resolve(pid + "/status")).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow(() -> new IOException("process " + pid + " is gone"));
  }

  static long openFiles(long pid) throws IOException {
    try (Stream<Path> files = Files.list(PROC.resolve(pid + "/fd"))) {
      return files.count();
    }
  }

  static long below(long pid) {
    return ProcessHandle.of(pid).map(process -> process.descendants().count()).orElse(0L);
  }

  /** Processes below the node that run a function. */
  static List<ProcessHandle> workers(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .filter(Processes::isWorker)
        .toList();
  }

  private static boolean isWorker(ProcessHandle process) {
    try {
      return Files.readString(PROC.resolve(process.pid() + "/cmdline")).contains(WORKER);
    } catch (IOException _) {
      return false;
    }
  }

  /** Mounts below a directory. */
  static List<String> mountsBelow(Path directory) throws IOException {
    return Files.readAllLines(PROC.resolve("self/mounts")).stream()
        .filter(line -> line.contains(" " + directory + "/"))
        .toList();
  }

  /** Bytes of the heap that are used after everything that can be collected was. */
  static long liveHeapBytes(long pid) throws IOException {
    String command = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String id = Long.toString(pid);
    String _ = Commands.output(command, id, "GC.run");
    String _ = Commands.output(command, id, "GC.run");
    String all = Commands.output(command, id, "GC.heap_info");
    // one line for the whole heap, or one for each generation
    long kibibytes =
        Pattern.compile("(?:heap|generation) +total.* used (\\d+)K")
            .matcher(all)
            .results()
            .mapToLong(used -> Long.parseLong(used.group(1)))
            .sum();
    if (kibibytes == 0) {
      throw new IOException("jcmd said: " + all);
    }
    return kibibytes * 1_024;
  }
}
