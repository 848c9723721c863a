package dev.hearth.node.trace;

import dev.hearth.gateway.trace.LogScope;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line of the log for invocations that ended, for so many in a second and no more. */
public final class InvocationLog {
  private static final Logger LOG = LoggerFactory.getLogger("dev.hearth.invocations");
  private static final long SECOND = 1_000_000_000L;
  private static final double MILLIS = 1e6;

  /** Lines in a second. */
  static final int MOST = 1_000;

  /** Which invocations have a line. */
  public enum Which {
    NONE,
    FAILED,
    ALL
  }

  private final Which which;
  private long second;
  private int lines;
  private long skipped;

  InvocationLog(Which which) {
    this.which = which;
  }

  void ended(Entry entry) {
    boolean wanted = which == Which.ALL || (which == Which.FAILED && !entry.answered());
    if (!wanted || !hasRoom(entry.endedAt / SECOND)) {
      return;
    }
    LogScope.with(
        Map.of(
            "invocation",
            entry.id(),
            "trace",
            entry.caller.traceId(),
            "deployment",
            entry.known.deployment,
            "outcome",
            entry.outcome,
            "ms",
            String.format(Locale.ROOT, "%.3f", entry.total() / MILLIS)),
        () -> LOG.info("{} version {}", entry.known.deployment, entry.known.version));
  }

  private boolean hasRoom(long now) {
    if (now != second) {
      if (skipped > 0) {
        LOG.info("{} lines of invocations were left out of a second's log", skipped);
      }
      second = now;
      lines = 0;
      skipped = 0;
    }
    lines++;
    skipped += lines > MOST ? 1 : 0;
    return lines <= MOST;
  }
}
