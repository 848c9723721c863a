package dev.hearth.node;

import dev.hearth.node.trace.Tracing;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a node is told of traces.
 *
 * @param endpoint of a collector that takes OTLP over HTTP; nothing is sent without one
 * @param sample the share of traces to send, of those that begin here
 * @param keep how many of the latest invocations are remembered; 0 turns recording off
 */
record TracingConfig(Optional<URI> endpoint, double sample, int keep) {
  static final List<String> KEYS = List.of("tracing.endpoint", "tracing.sample", "tracing.keep");
  static final double SAMPLE = 0.01;
  static final int KEEP = 10_000;
  static final TracingConfig DEFAULTS = new TracingConfig(Optional.empty(), SAMPLE, KEEP);
  private static final int MOST = 1_000_000;

  static TracingConfig of(Section top) {
    Section section = top.section("tracing");
    Optional<URI> endpoint = section.text("endpoint").map(text -> uri(section, text));
    double sample = section.number("sample").orElse(SAMPLE);
    if (!(sample >= 0 && sample <= 1)) {
      throw section.wrong("sample", "a share of the traces from 0 to 1");
    }
    return new TracingConfig(endpoint, sample, section.count("keep", 0, MOST).orElse(KEEP));
  }

  /** What follows invocations as it says. */
  Tracing begin(LongSupplier clock, LongSupplier wallMillis, String version) {
    return new Tracing(clock, wallMillis, endpoint, version, sample, keep);
  }

  private static URI uri(Section section, String text) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Said below, as for any other text that is no such address.
    }
    throw section.wrong("endpoint", "an address such as http://127.0.0.1:4318/v1/traces");
  }
}
