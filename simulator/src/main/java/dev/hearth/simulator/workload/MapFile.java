package dev.hearth.simulator.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A CSV of two-state fits: a header, then any columns before the eight rates of D0 and D1. */
final class MapFile {
  private static final List<String> RATES =
      List.of("d0_00", "d0_01", "d0_10", "d0_11", "d1_00", "d1_01", "d1_10", "d1_11");
  private static final long MOST_BYTES = 1 << 20;

  private MapFile() {}

  /** The fit in a row, counted from 1 after the header. */
  static Map2 read(String file, int row, Fingerprint fingerprint) {
    var lines = lines(Path.of(file), fingerprint);
    if (row >= lines.size()) {
      throw new IllegalArgumentException(
          "'%s' has %d fits, so there is no row %d".formatted(file, lines.size() - 1, row));
    }
    var header = List.of(lines.getFirst().split(",", -1));
    var fields = List.of(lines.get(row).split(",", -1));
    var rates = new ArrayList<Double>();
    for (var rate : RATES) {
      int column = header.indexOf(rate);
      if (column < 0 || column >= fields.size()) {
        throw new IllegalArgumentException(
            "'%s' has no %s in row %d: a fit has the columns %s"
                .formatted(file, rate, row, String.join(",", RATES)));
      }
      rates.add(number(file, row, fields.get(column)));
    }
    return new Map2(rates.subList(0, 4), rates.subList(4, 8));
  }

  private static List<String> lines(Path file, Fingerprint fingerprint) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(
            "'%s' is no file of fits: it has more than a mebibyte".formatted(file));
      }
      byte[] bytes = Files.readAllBytes(file);
      fingerprint.add(bytes, 0, bytes.length);
      return new String(bytes, UTF_8).lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the fits in '%s'".formatted(file), e);
    }
  }

  private static double number(String file, int row, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' in row %d of '%s' is not a rate".formatted(text, row, file), e);
    }
  }
}
