package dev.hearth.simulator.trace;

import dev.hearth.simulator.workload.Settings;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a trace is read.
 *
 * @param format by its name, empty to find out from the files
 * @param settings of the format
 * @param skipBadRows malformed rows are counted and left out, not refused
 */
public record TraceOptions(String format, Map<String, String> settings, boolean skipBadRows) {
  /** The format is found out and everything is as it is by default. */
  public static final TraceOptions DETECT = new TraceOptions("", Map.of(), false);

  public TraceOptions {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /**
   * Options of a format with its settings, such as {@code rates:step=1m,duration=20ms}; what is
   * before the colon may be empty.
   */
  public static TraceOptions of(String specification) {
    return new TraceOptions(Settings.name(specification), Settings.set(specification), false);
  }

  /** One more setting. */
  public TraceOptions with(String name, String value) {
    var more = new TreeMap<>(settings);
    more.put(name, value);
    return new TraceOptions(format, more, skipBadRows);
  }

  /** Malformed rows are counted and left out. */
  public TraceOptions skippingBadRows() {
    return new TraceOptions(format, settings, true);
  }
}
