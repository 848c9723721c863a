package dev.hearth.simulator.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files of a dataset by the day: {@code invocations.csv}, {@code durations.csv} and {@code
 * memory.csv}, or the names under which the dataset is published, {@code
 * invocations_per_function_md.anon.d01.csv}, {@code function_durations_percentiles.anon.d01.csv}
 * and {@code app_memory_percentiles.anon.d01.csv}; each may end in {@code .gz}.
 *
 * @param invocations in order of their days, at least one
 */
record DayFiles(List<DayFile> invocations, List<DayFile> durations, List<DayFile> memory) {
  private static final Pattern DAY = Pattern.compile("\\.d(\\d{1,4})\\.");

  /**
   * A file of one day.
   *
   * @param day counted from 1
   */
  record DayFile(int day, Path file) {}

  static DayFiles of(Path path) {
    if (!Files.isDirectory(path)) {
      return new DayFiles(List.of(new DayFile(day(path), path)), List.of(), List.of());
    }
    try (var listed = Files.list(path)) {
      var files = listed.filter(Files::isRegularFile).sorted().toList();
      return new DayFiles(
          named(files, "invocations"),
          named(files, "durations", "function_durations"),
          named(files, "memory", "app_memory"));
    } catch (IOException e) {
      throw new TraceException("cannot list the files of %s".formatted(path), e);
    }
  }

  private static List<DayFile> named(List<Path> files, String... beginnings) {
    return files.stream()
        .filter(
            file ->
                isCsv(name(file)) && List.of(beginnings).stream().anyMatch(name(file)::startsWith))
        .map(file -> new DayFile(day(file), file))
        .sorted(java.util.Comparator.comparingInt(DayFile::day).thenComparing(DayFile::file))
        .toList();
  }

  private static boolean isCsv(String name) {
    return name.endsWith(".csv") || name.endsWith(".csv.gz");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static int day(Path file) {
    var matcher = DAY.matcher(name(file));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
  }
}
