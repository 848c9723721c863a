package dev.hearth.benchmarks.load;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A way to run a node, and the one it is held against. */
enum WarmVariant {
  /** Nothing of an invocation is remembered. */
  BARE(null, "tracing: {keep: 0}"),
  /** As it comes: invocations are remembered, no trace is sent. */
  RECORDED(BARE, ""),
  /** And one in a hundred is sent to a collector. */
  EXPORTED(RECORDED, "tracing: {endpoint: 'SINK', sample: 0.01}"),
  /** Callers show a key. */
  KEY(RECORDED, ""),
  /** Connections are encrypted, and stay open. */
  TLS(RECORDED, "tls: {certificate: 'CERTIFICATE', key: 'PRIVATE'}"),
  /** A thousand functions are deployed. */
  FUNCTIONS(RECORDED, ""),
  /** And fifty consoles are open. */
  WATCHED(FUNCTIONS, "");

  private final @Nullable WarmVariant reference;
  private final String configuration;

  WarmVariant(@Nullable WarmVariant reference, String configuration) {
    this.reference = reference;
    this.configuration = configuration;
  }

  /** What it differs from by one thing. */
  WarmVariant reference() {
    return reference == null ? this : reference;
  }

  String configuration() {
    return configuration;
  }

  boolean hasMany() {
    return this == FUNCTIONS || this == WATCHED;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
