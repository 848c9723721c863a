package dev.hearth.functions.log;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.event.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of all functions: a line is {@code TIME INSTANCE REQUEST-ID TEXT}, and what in its text
 * could pass for another line or move a terminal's cursor is written as a number. Lines reach the
 * disk soon after they are written; those of the last moments may be lost when the node is killed.
 * Its methods are called on the event loop, and a thread of its own writes.
 */
public final class FunctionLogs implements AutoCloseable {
  public static final int MAX_LINES = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(FunctionLogs.class);
  private static final int MAX_FOLLOWERS = 100;
  private static final int GROUP = 4_096;

  /** How long the end of the node waits for the last lines. */
  private static final long CLOSE_SECONDS = 10;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Something for the thread that writes. */
  private sealed interface Order {
    record Line(String function, String text) implements Order {}

    record Work(Runnable work) implements Order {}

    record Stop() implements Order {}
  }

  private final Path directory;
  private final LogOptions options;
  private final Executor loop;
  private final LinkedBlockingQueue<Order> orders;
  private final Map<String, List<Consumer<String>>> followers = new HashMap<>();
  private final Thread writer;
  private int following;
  private long dropped;

  /**
   * Logs in a directory.
   *
   * @param loop where answers are told
   */
  public FunctionLogs(Path directory, LogOptions options, Executor loop) {
    this.directory = directory;
    this.options = options;
    this.loop = loop;
    orders = new LinkedBlockingQueue<>(options.waiting());
    writer = Thread.ofPlatform().name("logs").daemon(true).start(this::write);
  }

  /**
   * Keeps a line.
   *
   * @param requestId the call, empty if it belongs to none
   */
  public void line(String function, int instance, String requestId, String text, long millis) {
    String line = format(instance, requestId, text, millis);
    if (!orders.offer(new Order.Line(function, line)) && dropped++ == 0) {
      LOG.warn("functions write faster than the disk; some of their lines are dropped");
    }
    List<Consumer<String>> all = followers.get(function);
    if (all != null) {
      List.copyOf(all).forEach(each -> each.accept(line));
    }
  }

  private String format(int instance, String requestId, String text, long millis) {
    String cut =
        text.length() <= options.lineCharacters()
            ? text
            : text.substring(0, options.lineCharacters()) + " [cut]";
    return "%s %d %s %s"
        .formatted(
            TIME.format(Instant.ofEpochMilli(millis)),
            instance,
            requestId.isEmpty() ? "-" : LogText.oneLine(requestId).replace(' ', '_'),
            LogText.oneLine(cut));
  }

  /** Lines that were dropped because the disk did not keep up. */
  public long dropped() {
    return dropped;
  }

  /**
   * The last lines of a function, oldest first.
   *
   * @param most how many, to {@link #MAX_LINES}
   * @param requestId only those of this call; all if empty
   */
  public CompletionStage<List<String>> last(String function, int most, String requestId) {
    var answer = new CompletableFuture<List<String>>();
    boolean taken =
        orders.offer(
            new Order.Work(
                () -> {
                  try {
                    List<String> lines =
                        file(function)
                            .last(
                                Math.clamp(most, 0, MAX_LINES),
                                line -> !line.isEmpty() && isOf(line, requestId));
                    loop.execute(() -> answer.complete(lines));
                  } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    loop.execute(() -> answer.completeExceptionally(e));
                  }
                }));
    if (!taken) {
      answer.complete(List.of());
    }
    return answer;
  }

  private static boolean isOf(String line, String requestId) {
    if (requestId.isEmpty()) {
      return true;
    }
    String[] parts = line.split(" ", 4);
    return parts.length > 2 && parts[2].equals(requestId);
  }

  /**
   * Tells of each new line of a function.
   *
   * @return what ends that
   */
  public Runnable follow(String function, Consumer<String> follower) {
    if (following >= MAX_FOLLOWERS) {
      throw new FunctionException(
          FunctionException.Code.TOO_MANY_REQUESTS,
          "%d logs are followed already; try again later".formatted(MAX_FOLLOWERS));
    }
    following++;
    followers.computeIfAbsent(function, _ -> new ArrayList<>()).add(follower);
    return () -> {
      List<Consumer<String>> all = followers.get(function);
      if (all != null && all.remove(follower)) {
        following--;
        if (all.isEmpty()) {
          followers.remove(function);
        }
      }
    };
  }

  /** Forgets what functions wrote that are none of these. */
  public void keep(Set<String> functions) {
    boolean _ =
        orders.offer(
            new Order.Work(
                () -> {
                  if (Files.isDirectory(directory)) {
                    try (Stream<Path> all = Files.list(directory)) {
                      all.map(each -> String.valueOf(each.getFileName()))
                          .filter(name -> FunctionName.isPlain(name) && !functions.contains(name))
                          .forEach(this::remove);
                    } catch (IOException e) {
                      LOG.warn("logs of former functions stay: {}", e.getMessage());
                    }
                  }
                }));
  }

  /** Forgets what a function wrote. */
  public void remove(String function) {
    boolean _ =
        orders.offer(
            new Order.Work(
                () -> {
                  try {
                    file(function).delete();
                  } catch (IOException e) {
                    LOG.warn("the log of {} stays: {}", function, e.getMessage());
                  }
                }));
  }

  /** The names of functions are safe names of directories, and nothing else becomes one. */
  private LogFile file(String function) {
    return new LogFile(directory.resolve(FunctionName.parse(function).name()), options);
  }

  private void write() {
    var group = new ArrayList<Order>();
    boolean more = true;
    while (more) {
      group.clear();
      try {
        group.add(orders.take());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      orders.drainTo(group, GROUP);
      more = carryOut(group);
    }
  }

  private boolean carryOut(List<Order> group) {
    var lines = new LinkedHashMap<String, List<String>>();
    boolean more = true;
    for (Order order : group) {
      switch (order) {
        case Order.Line line ->
            lines.computeIfAbsent(line.function(), _ -> new ArrayList<>()).add(line.text());
        case Order.Work work -> {
          append(lines);
          attempt(work.work());
        }
        case Order.Stop _ -> more = false;
      }
    }
    append(lines);
    return more;
  }

  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("what was asked of the logs of functions is not done", e);
    }
  }

  private void append(Map<String, List<String>> lines) {
    lines.forEach(
        (function, texts) -> {
          try {
            file(function).append(texts);
          } catch (IOException | RuntimeException e) {
            LOG.warn("the log of {} is not written: {}", function, e.getMessage());
          }
        });
    lines.clear();
  }

  /** Writes what waits, as far as the disk takes it in time, and ends. */
  @Override
  public void close() {
    try {
      boolean told = orders.offer(new Order.Stop(), CLOSE_SECONDS, TimeUnit.SECONDS);
      if (!told || !writer.join(Duration.ofSeconds(CLOSE_SECONDS))) {
        LOG.warn("the disk does not keep up: the last lines of functions are not written");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
