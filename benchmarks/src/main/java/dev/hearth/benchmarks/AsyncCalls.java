package dev.hearth.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.Loop;
import dev.hearth.functions.event.EventOptions;
import dev.hearth.functions.event.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * How many calls that nobody waits for can be accepted, run by a function that does nothing, and
 * forgotten in a second, each on the disk before it is accepted; beside a program that writes and
 * deletes the same rows with a transaction of its own each. Rounds take turns. The argument is the
 * directory to write in, on the disk that is to be measured.
 */
public final class AsyncCalls {
  private static final int ROUNDS = 3;
  private static final long ROUND_NANOS = 3_000_000_000L;
  private static final int PAYLOAD = 256;
  private static final int[] OPEN = {1, 16, 256};

  private AsyncCalls() {}

  /** One thread as the event loop. */
  record OneThread(ScheduledExecutorService thread) implements Loop {
    @Override
    public long millis() {
      return System.currentTimeMillis();
    }

    @Override
    public long elapsed() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public Runnable after(long millis, Runnable work) {
      ScheduledFuture<?> timer = thread.schedule(work, millis, TimeUnit.MILLISECONDS);
      return () -> timer.cancel(false);
    }

    @Override
    public void execute(Runnable work) {
      thread.execute(work);
    }
  }

  /** Runs it. */
  public static void main(String[] arguments)
      throws IOException, SQLException, InterruptedException {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("user.dir"));
    Path directory = Files.createTempDirectory(parent, "async-calls");
    try {
      measure(directory);
    } finally {
      delete(directory);
    }
  }

  private static void measure(Path directory)
      throws IOException, SQLException, InterruptedException {
    var alone = new double[ROUNDS];
    var hearth = new double[OPEN.length][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      alone[round] = oneTransactionEach(directory.resolve("alone.db"));
      for (int i = 0; i < OPEN.length; i++) {
        Path fresh = directory.resolve(round + "-" + OPEN[i]);
        hearth[i][round] = asynchronous(Files.createDirectory(fresh), OPEN[i]);
      }
    }
    System.out.println("calls a second, each on the disk before it is accepted; medians");
    double reference = median(alone);
    System.out.printf(Locale.ROOT, "a transaction each, one at a time  %8.0f%n", reference);
    for (int i = 0; i < OPEN.length; i++) {
      double rate = median(hearth[i]);
      System.out.printf(
          Locale.ROOT,
          "hearth, %3d unacknowledged         %8.0f  %5.2fx%n",
          OPEN[i],
          rate,
          rate / reference);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double oneTransactionEach(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement setup = connection.createStatement()) {
      setup.execute("pragma journal_mode = wal");
      setup.execute("pragma synchronous = full");
      setup.execute("create table if not exists calls (id integer primary key, payload blob)");
      try (PreparedStatement insert =
              connection.prepareStatement("insert into calls (payload) values (?)");
          PreparedStatement remove = connection.prepareStatement("delete from calls")) {
        insert.setBytes(1, new byte[PAYLOAD]);
        long began = System.nanoTime();
        int calls = 0;
        while (System.nanoTime() - began < ROUND_NANOS) {
          insert.executeUpdate();
          remove.executeUpdate();
          calls++;
        }
        return calls * 1e9 / (System.nanoTime() - began);
      }
    }
  }

  private static double asynchronous(Path directory, int open) throws InterruptedException {
    try (var thread = Executors.newSingleThreadScheduledExecutor();
        var blocking = Executors.newVirtualThreadPerTaskExecutor()) {
      var load = new Load(new OneThread(thread), open);
      Events events =
          Events.open(
              directory,
              EventOptions.DEFAULTS,
              load.loop,
              blocking,
              (_, _, _, reply) -> {
                load.ran++;
                reply.ended(new InvokeEnd.Answered(new byte[0], InvokeEnd.Metered.NOTHING));
                return () -> {};
              },
              (_, _) -> EventConfiguration.DEFAULTS,
              new SplittableRandom(1));
      thread.execute(
          () -> {
            events.start();
            load.begin(events);
          });
      load.over.await();
      thread.execute(events::stop);
      events.close();
      return load.ran * 1e9 / load.took;
    }
  }

  /** Keeps so many calls unacknowledged until the round is over. */
  private static final class Load {
    final OneThread loop;
    final CountDownLatch over = new CountDownLatch(1);
    private final int open;
    private long began;
    private long until;
    long took;
    private int left;
    private long number;
    long ran;

    Load(OneThread loop, int open) {
      this.loop = loop;
      this.open = open;
    }

    void begin(Events events) {
      began = System.nanoTime();
      until = began + ROUND_NANOS;
      left = open;
      for (int i = 0; i < open; i++) {
        next(events);
      }
    }

    /** What was accepted has to run and be forgotten within the time, too. */
    private void awaitRuns(Events events) {
      var counters = events.async().counters();
      if (counters.waiting() + counters.running() == 0) {
        took = System.nanoTime() - began;
        over.countDown();
      } else {
        var _ = loop.after(1, () -> awaitRuns(events));
      }
    }

    private void next(Events events) {
      if (System.nanoTime() >= until) {
        if (--left == 0) {
          awaitRuns(events);
        }
        return;
      }
      var call =
          new Invoke(
              "call-" + number++,
              "x".repeat(PAYLOAD).getBytes(UTF_8),
              "default",
              FunctionName.arn("f"),
              0,
              false,
              Optional.empty(),
              Optional.empty());
      events
          .async()
          .accept("f", Optional.empty(), call)
          .whenComplete((_, _) -> loop.execute(() -> next(events)));
    }
  }

  static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
