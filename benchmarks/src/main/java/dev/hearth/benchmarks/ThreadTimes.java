package dev.hearth.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * CPU a node has used, by what its threads do. Linux counts it in ticks of a hundredth of a second;
 * elsewhere only the total is known.
 *
 * @param run running models
 * @param loop the event loop: HTTP, JSON and the kernel
 */
record ThreadTimes(long total, long run, long loop) {
  private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  static ThreadTimes of(long pid, long total) {
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    if (!Files.isDirectory(tasks)) {
      return new ThreadTimes(total, 0, 0);
    }
    long run = 0;
    long loop = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        String name = Files.readString(thread.resolve("comm"));
        if (name.startsWith("run-")) {
          run += nanos(thread);
        } else if (name.startsWith("vert.x-eventloo")) {
          loop += nanos(thread);
        }
      }
    } catch (NoSuchFileException e) {
      return of(pid, total);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ThreadTimes(total, run, loop);
  }

  private static long nanos(Path thread) throws IOException {
    String stat = Files.readString(thread.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) * TICK_NANOS;
  }

  ThreadTimes since(ThreadTimes earlier) {
    return new ThreadTimes(total - earlier.total, run - earlier.run, loop - earlier.loop);
  }

  /** Garbage collection, compilation and whatever else is left. */
  long other() {
    return total - run - loop;
  }
}
