package dev.hearth.node;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One line for each log record, on standard error. */
final class Logging {
  private static final String FORMAT_KEY = "java.util.logging.SimpleFormatter.format";

  private static final Logger HEARTH = Logger.getLogger("dev.hearth");

  /** It notes each frame that comes after a call was cancelled, which is nothing unusual. */
  private static final Logger HTTP2 = Logger.getLogger("io.netty.handler.codec.http2");

  /**
   * When a connection is cut with answers waiting in it, Vert.x 5.0 fails while it drops each,
   * which is reported here with a stack and changes nothing: the calls are cancelled all the same.
   */
  private static final Logger HTTP2_CONNECTION =
      Logger.getLogger("io.netty.handler.codec.http2.DefaultHttp2Connection");

  private Logging() {}

  static void configure() {
    HTTP2.setLevel(Level.WARNING);
    HTTP2_CONNECTION.setLevel(Level.OFF);
    format(false);
  }

  /** How lines are written from now on, unless the JVM was told a format of its own. */
  static void format(boolean json) {
    if (System.getProperty(FORMAT_KEY) == null) {
      for (Handler handler : Logger.getLogger("").getHandlers()) {
        handler.setFormatter(new LogLines(json));
      }
    }
  }

  /** Only what went wrong, for commands that have a screen of their own. */
  static void quiet() {
    HEARTH.setLevel(Level.WARNING);
  }
}
