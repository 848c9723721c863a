package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Carries out a plan of faults, on the thread that calls it. */
final class Chaos {
  private static final long LITTLE_MEMORY = 16 << 20;
  private static final long LARGEST_JUMP_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final long LOOK_MILLIS = 50;

  private final LiveNode node;
  private final Stage stage;
  private final Faults faults;
  private final RawClients clients;
  private final Random random;
  private int deaths;

  Chaos(LiveNode node, Stage stage, Faults faults, RawClients clients, long seed) {
    this.node = node;
    this.stage = stage;
    this.faults = faults;
    this.clients = clients;
    random = new Random(seed);
  }

  /** What the machine cannot do here, and why. */
  List<String> skipped() {
    List<String> skipped = new ArrayList<>();
    if (stage.disk().isEmpty()) {
      skipped.add("FILL_DISK: a small file system can be mounted by root only");
    }
    if (stage.group().isEmpty()) {
      skipped.add("MEMORY_PRESSURE: no control group for memory can be made here");
    }
    return skipped;
  }

  /** Waits; a node that ends meanwhile is started again and counted. */
  void waitUntil(long nanos) throws IOException {
    while (System.nanoTime() < nanos) {
      revive("by itself");
      Commands.pause(LOOK_MILLIS);
    }
  }

  private boolean revive(String why) throws IOException {
    if (node.alive()) {
      return false;
    }
    deaths++;
    System.err.printf("soak: the node ended %s%s%n", why, node.log());
    int down = faults.begin(Fault.KILL_NODE, System.nanoTime() - 2 * LOOK_MILLIS * 1_000_000);
    node.restart();
    faults.end(down, System.nanoTime(), "it ended " + why);
    return true;
  }

  /** How often the node ended though nobody killed it. */
  int deaths() {
    return deaths;
  }

  void carryOut(FaultPlan.Planned planned, long startNanos)
      throws IOException, InterruptedException {
    waitUntil(startNanos + (long) (planned.atSeconds() * 1e9));
    Fault fault = planned.fault();
    if ((fault == Fault.FILL_DISK && stage.disk().isEmpty())
        || (fault == Fault.MEMORY_PRESSURE && stage.group().isEmpty())) {
      return;
    }
    int number = faults.begin(fault, System.nanoTime());
    String note = carryOut(fault);
    faults.end(number, System.nanoTime(), note);
    System.err.printf(
        "soak: %.1f s: %s%s%n",
        (System.nanoTime() - startNanos) / 1e9, fault.meaning(), note.isEmpty() ? "" : ", " + note);
  }

  private String carryOut(Fault fault) throws IOException, InterruptedException {
    return switch (fault) {
      case KILL_WORKER -> killWorker();
      case KILL_NODE -> killNode();
      case FILL_DISK -> fillDisk(stage.disk().orElseThrow());
      case MEMORY_PRESSURE -> squeeze(stage.group().orElseThrow());
      case CLOCK_JUMP -> jump();
      case SLOW_CLIENTS -> {
        clients.slow(random, fault.seconds());
        yield "";
      }
      case CUT_CONNECTIONS -> {
        clients.cut(random);
        yield "";
      }
    };
  }

  private String killWorker() {
    List<ProcessHandle> workers = Processes.workers(node.pid());
    if (workers.isEmpty()) {
      return "there was none";
    }
    ProcessHandle victim = workers.get(random.nextInt(workers.size()));
    return "1 of " + workers.size() + (victim.destroyForcibly() ? "" : ", which was gone");
  }

  private String killNode() throws IOException {
    node.kill();
    long since = System.nanoTime();
    node.restart();
    return "ready again after %.1f s".formatted((System.nanoTime() - since) / 1e9);
  }

  private String fillDisk(SmallDisk disk) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Fault.FILL_DISK.seconds());
    while (System.nanoTime() < until) {
      disk.fill();
      waitUntil(Math.min(until, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500)));
    }
    disk.free();
    return "";
  }

  private String squeeze(MemoryGroup group) throws IOException {
    long bound = group.squeeze(LITTLE_MEMORY);
    try {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Fault.MEMORY_PRESSURE.seconds());
      while (System.nanoTime() < until && node.alive()) {
        Commands.pause(LOOK_MILLIS);
      }
    } finally {
      group.release();
    }
    boolean killed = revive("for want of memory");
    deaths -= killed ? 1 : 0;
    return "to %d MiB%s"
        .formatted(bound >> 20, killed ? ", the system killed it and it was started again" : "");
  }

  private String jump() throws IOException {
    long millis = random.nextLong(-LARGEST_JUMP_MILLIS, LARGEST_JUMP_MILLIS);
    Files.writeString(node.clock(), Long.toString(millis));
    waitUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(Fault.CLOCK_JUMP.seconds()));
    Files.writeString(node.clock(), "0");
    return "by %d s and back".formatted(millis / 1_000);
  }
}
