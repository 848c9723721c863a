package dev.hearth.gateway.console;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Query;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Sight;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells what a node does as server-sent events: one {@code snapshot}, then a {@code change} each
 * interval in which there is one. Those of a tenant who watch at one interval share what is made
 * for them. Who reads too slowly misses changes and gets a snapshot when it has caught up; who does
 * not catch up is let go. Owned by the event loop.
 */
public final class FeedApi {
  /** What an interval is rounded up to, in milliseconds. */
  static final List<Integer> INTERVALS = List.of(250, 500, 1_000, 2_000, 5_000);

  private static final int INTERVAL = 500;
  private static final long HEARTBEAT_MILLIS = 10_000;
  private static final long PATIENCE_MILLIS = 10_000;
  private static final Buffer HEARTBEAT = Buffer.buffer(": still here\n\n");

  private final Vertx vertx;
  private final Feed feed;
  private final int maxWatchers;
  private final Map<Choice, Channel> channels = new LinkedHashMap<>();
  private int watching;
  private boolean closed;

  /**
   * A feed over HTTP.
   *
   * @param maxWatchers those that may watch at once
   */
  public FeedApi(Vertx vertx, Feed feed, int maxWatchers) {
    this.vertx = vertx;
    this.feed = feed;
    this.maxWatchers = maxWatchers;
  }

  public void addTo(Router router) {
    router.route("GET", "/admin/v1/feed", this::watch);
  }

  /** Those that watch now. */
  public int watching() {
    return watching;
  }

  /** Ends all feeds, and begins no other. */
  public void close() {
    closed = true;
    List.copyOf(channels.values()).forEach(Channel::close);
  }

  private void watch(Exchange exchange) {
    int asked = new Query(exchange).count("interval", INTERVAL, 100, INTERVALS.getLast());
    if (closed) {
      throw Problem.passing(503, "the node is stopping; watch another", 1);
    }
    if (watching >= maxWatchers) {
      throw Problem.passing(
          429,
          "%d watch already, which is the limit; close a console, or raise console.watchers"
              .formatted(watching),
          HEARTBEAT_MILLIS * 1_000_000);
    }
    int interval = INTERVALS.stream().filter(each -> each >= asked).findFirst().orElseThrow();
    Sight sight = exchange.sight();
    channels
        .computeIfAbsent(new Choice(interval, sight.tenant()), of -> new Channel(of, sight))
        .join(exchange);
  }

  private static Buffer event(String name, Object data) {
    return Buffer.buffer("event: " + name + "\ndata: ")
        .appendBuffer(Json.of(data))
        .appendString("\n\n");
  }

  /** What watchers share. */
  private record Choice(int interval, Optional<String> tenant) {}

  /** Those who watch the same at one interval. */
  private final class Channel {
    private final Choice choice;
    private final Sight sight;
    private final List<Watcher> watchers = new ArrayList<>();
    private final long timer;
    private long cursor;

    Channel(Choice choice, Sight sight) {
      this.choice = choice;
      this.sight = sight;
      timer = vertx.setPeriodic(choice.interval(), _ -> tick());
    }

    /** The others hear first what is new, so that one cursor serves all. */
    void join(Exchange exchange) {
      tick();
      var watcher = new Watcher(exchange);
      watchers.add(watcher);
      watching++;
      exchange.onOver(() -> leave(watcher));
      watcher.begin(snapshot());
    }

    private Buffer snapshot() {
      Feed.Snapshot all = feed.snapshot(sight);
      cursor = all.cursor();
      return event("snapshot", all);
    }

    private void leave(Watcher watcher) {
      if (watchers.remove(watcher)) {
        watching--;
      }
      if (watchers.isEmpty() && channels.remove(choice, this)) {
        vertx.cancelTimer(timer);
      }
    }

    void close() {
      List.copyOf(watchers).forEach(Watcher::end);
    }

    private void tick() {
      if (watchers.isEmpty()) {
        return;
      }
      Feed.Change change = feed.since(sight, cursor);
      cursor = change.cursor();
      Buffer event = change.empty() ? Buffer.buffer() : event("change", change);
      boolean caughtUp = false;
      for (Watcher watcher : List.copyOf(watchers)) {
        caughtUp |= watcher.tell(event, choice.interval());
      }
      if (caughtUp) {
        Buffer all = snapshot();
        List.copyOf(watchers).forEach(watcher -> watcher.resume(all));
      }
    }
  }

  /** Somebody who watches. */
  private static final class Watcher {
    private final Exchange exchange;
    private final HttpServerResponse response;
    private long silentMillis;
    private long behindMillis;
    private boolean behind;

    Watcher(Exchange exchange) {
      this.exchange = exchange;
      response = exchange.request().response();
    }

    void begin(Buffer snapshot) {
      response
          .setChunked(true)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .putHeader("X-Content-Type-Options", "nosniff");
      write(snapshot);
    }

    /**
     * Tells a change, unless what was told before is not read yet.
     *
     * @return whether it has caught up after it missed some
     */
    boolean tell(Buffer event, int interval) {
      if (exchange.over()) {
        return false;
      }
      if (response.writeQueueFull()) {
        behind |= event.length() > 0;
        behindMillis += interval;
        if (behindMillis > PATIENCE_MILLIS) {
          response.reset();
          exchange.request().connection().close();
        }
        return false;
      }
      behindMillis = 0;
      silentMillis += interval;
      if (behind) {
        return true;
      }
      if (event.length() > 0) {
        write(event);
      } else if (silentMillis >= HEARTBEAT_MILLIS) {
        write(HEARTBEAT);
      }
      return false;
    }

    /** It hears everything anew if it missed something and has caught up. */
    void resume(Buffer snapshot) {
      if (behind && !exchange.over() && !response.writeQueueFull()) {
        behind = false;
        write(snapshot);
      }
    }

    private void write(Buffer bytes) {
      silentMillis = 0;
      response.write(bytes);
    }

    void end() {
      if (!exchange.over()) {
        response.end();
      }
    }
  }
}
