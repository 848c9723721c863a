package dev.hearth.simulator.trace;

import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.simulator.workload.Settings;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Path;
import java.util.List;

/** One format of traces. One more is a class that does this and a line in {@link Traces}. */
public interface TraceReader {
  /** As options call it. */
  String format();

  /** One line for those who choose. */
  String meaning();

  List<Parameter> parameters();

  /**
   * Whether a file, or a directory of files, looks like this format.
   *
   * @param firstLine of the file, or of the first data file of a directory
   */
  boolean recognises(Path path, String firstLine);

  /**
   * Reads a trace.
   *
   * @throws TraceException if it cannot be read
   */
  Workload read(Path path, Settings settings, Source source);
}
