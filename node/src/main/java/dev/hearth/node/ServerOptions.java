package dev.hearth.node;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/** How the one port is served: the bounds of connections, streams, lines and headers. */
final class ServerOptions {
  private static final long IDLE_SECONDS = 60;
  private static final int HTTP2_STREAMS = 1_024;
  private static final int HTTP2_WINDOW_BYTES = 1 << 20;
  private static final int HTTP2_CONNECTION_WINDOW_BYTES = 8 << 20;
  private static final int HTTP2_RESETS = 10_000;
  private static final int HTTP2_RESETS_SECONDS = 10;
  static final int MAX_LINE_BYTES = 16 << 10;
  static final int MAX_HEADER_BYTES = 32 << 10;

  private ServerOptions() {}

  /**
   * A connection on which nothing happens for longer than any request may take is dead. Callers
   * whose deadlines pass reset their streams, so that many resets alone are no attack.
   */
  static HttpServerOptions of(NodeConfig config) {
    long idleSeconds = TimeUnit.NANOSECONDS.toSeconds(config.maxTimeoutNanos()) + IDLE_SECONDS;
    return new HttpServerOptions()
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(HTTP2_STREAMS)
                .setInitialWindowSize(HTTP2_WINDOW_BYTES))
        .setHttp2ConnectionWindowSize(HTTP2_CONNECTION_WINDOW_BYTES)
        .setHttp2RstFloodMaxRstFramePerWindow(HTTP2_RESETS)
        .setHttp2RstFloodWindowDuration(HTTP2_RESETS_SECONDS)
        .setIdleTimeout((int) Math.min(idleSeconds, Integer.MAX_VALUE))
        .setHandle100ContinueAutomatically(true)
        .setTcpNoDelay(true)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setMaxInitialLineLength(MAX_LINE_BYTES)
        .setMaxHeaderSize(MAX_HEADER_BYTES);
  }
}
