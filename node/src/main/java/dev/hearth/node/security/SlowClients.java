package dev.hearth.node.security;

import dev.hearth.node.security.SecurityConfig.Connections;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerOptions;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps callers from holding connections for nothing: too many of them, headers that drip in,
 * bodies that hardly move. Looked at once a second; a connection that is late is closed. With
 * HTTP/2 connections are only counted: its streams are bounded by number and by idle time. Owned by
 * the event loop.
 */
final class SlowClients {
  private final Connections limits;
  private final LongSupplier nanos;
  private final HttpServerOptions options;
  private final boolean encrypted;
  private final Map<String, Integer> byAddress = new HashMap<>();
  private final Map<Channel, Passage> all = new HashMap<>();
  private long refused;
  private long late;

  /**
   * Of one server.
   *
   * @param nanos the time
   * @param options of the server
   */
  SlowClients(Connections limits, LongSupplier nanos, HttpServerOptions options) {
    this.limits = limits;
    this.nanos = nanos;
    this.options = options;
    encrypted = options.isSsl();
  }

  /** Open connections. */
  int open() {
    return all.size();
  }

  /** Connections that were one too many. */
  long refused() {
    return refused;
  }

  /** Connections closed because what they sent came too slowly. */
  long late() {
    return late;
  }

  /** Puts a guard before a connection that was just accepted; on the thread that accepts. */
  void lead(Channel connection) {
    connection.pipeline().addFirst("hearth-passage", new Passage(this, limits, nanos));
  }

  /** A connection has come. */
  void opened(Channel connection, Passage passage) {
    String address = address(connection.remoteAddress());
    int ofAddress = byAddress.getOrDefault(address, 0);
    if (all.size() >= limits.most() || ofAddress >= limits.mostOfAddress()) {
      refused++;
      var _ = connection.close();
      return;
    }
    byAddress.put(address, ofAddress + 1);
    all.put(connection, passage);
    connection.closeFuture().addListener(_ -> closed(connection, address));
  }

  private static String address(@Nullable SocketAddress remote) {
    return remote instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress()
        : String.valueOf(remote);
  }

  private void closed(Channel connection, String address) {
    all.remove(connection);
    byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Vert.x has made ready what reads a connection, and nothing is read yet if it is encrypted. */
  void ready(Channel connection) {
    Passage passage = all.get(connection);
    if (passage != null) {
      passage.readStrictly(connection.pipeline());
    }
  }

  boolean encrypted() {
    return encrypted;
  }

  StrictDecoder decoder() {
    return new StrictDecoder(options);
  }

  /** Closes what is late. */
  void sweep() {
    long now = nanos.getAsLong();
    for (Map.Entry<Channel, Passage> each : List.copyOf(all.entrySet())) {
      if (each.getValue().late(now, each.getKey().config().isAutoRead())) {
        late++;
        var _ = each.getKey().close();
      }
    }
  }
}
