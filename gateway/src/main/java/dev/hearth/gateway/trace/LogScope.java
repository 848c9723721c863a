package dev.hearth.gateway.trace;

import java.util.Map;
import org.slf4j.MDC;

/** Has lines of the log say what they are about. */
public final class LogScope {
  private LogScope() {}

  /** Does {@code logging} with these fields on each of its lines. */
  public static void with(Map<String, String> fields, Runnable logging) {
    fields.forEach(MDC::put);
    try {
      logging.run();
    } finally {
      fields.keySet().forEach(MDC::remove);
    }
  }
}
