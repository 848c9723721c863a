package dev.hearth.cli.bench;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes latencies in nanoseconds in HdrHistogram's log format, a line a row, tagged by its load.
 */
final class LatencyLog {
  private LatencyLog() {}

  static void write(Path file, List<Result> rows) {
    try {
      var log = new HistogramLogWriter(file.toFile());
      log.outputLogFormatVersion();
      log.outputLegend();
      double from = 0;
      for (Result row : rows) {
        Histogram histogram = row.answered().copy();
        histogram.setTag(Columns.load(row.plan().load()).replace(' ', '-'));
        log.outputIntervalHistogram(from, from + row.seconds(), histogram, 1);
        from += row.seconds();
      }
      log.close();
    } catch (FileNotFoundException e) {
      throw Arguments.usage("the file '%s' cannot be written: %s".formatted(file, e.getMessage()));
    }
  }
}
