package dev.hearth.simulator.replay;

import dev.hearth.simulator.CoRunning;
import dev.hearth.simulator.EventQueue;
import java.util.ArrayDeque;

/** The threads that run models: more runs than threads wait, first come first served. */
final class RunThreads {
  private record Waiting(long run, long nanosAlone, double cores, double contention) {}

  private final CoRunning.Listener listener;
  private final CoRunning coRunning;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int free;

  RunThreads(EventQueue events, int cores, int threads, CoRunning.Listener listener) {
    this.listener = listener;
    this.free = threads;
    coRunning = new CoRunning(events, cores, this::done);
  }

  /** A run of an instance with so much CPU; the engine has a thread for each whole core. */
  void run(long run, long nanosAlone, int cpuMillis, double contention) {
    var asked = new Waiting(run, nanosAlone, Math.max(1, cpuMillis / 1_000), contention);
    if (free == 0) {
      waiting.add(asked);
    } else {
      free--;
      begin(asked);
    }
  }

  private void begin(Waiting run) {
    coRunning.begin(run.run(), run.nanosAlone(), run.cores(), run.contention());
  }

  /** Something else keeps more or fewer cores busy. */
  void beside(double cores) {
    coRunning.beside(cores);
  }

  private void done(long run) {
    if (waiting.isEmpty()) {
      free++;
    } else {
      begin(waiting.poll());
    }
    listener.done(run);
  }
}
