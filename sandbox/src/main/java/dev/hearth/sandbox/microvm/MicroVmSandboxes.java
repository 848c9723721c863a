package dev.hearth.sandbox.microvm;

import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Capabilities;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxException.Code;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.Sharing;
import dev.hearth.sandbox.StartClass;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.runtimeapi.GuestSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider {@code microvm}: executables named {@code bootstrap}, each in a machine of its own
 * under QEMU, which is itself confined in a container. Machines can be booted before they are
 * needed.
 */
public final class MicroVmSandboxes implements SandboxProvider {
  private static final Logger LOG = LoggerFactory.getLogger(MicroVmSandboxes.class);
  private static final long BOOT_SECONDS = 150;

  private final Path directory;
  private final MicroVmConfig config;
  private final AtomicLong numbers = new AtomicLong();
  private final Set<GuestSandbox> open = ConcurrentHashMap.newKeySet();
  private final Map<ProgramLimits, ArrayDeque<Machine>> booted = new HashMap<>();
  private final ExecutorService booter =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("microvm-boot").daemon().factory());

  private @Nullable Availability availability;
  private @Nullable Ground ground;
  private boolean closed;

  /**
   * Makes nothing yet.
   *
   * @param directory for files of machines; emptied when first used, and removed at the end
   */
  public MicroVmSandboxes(Path directory, MicroVmConfig config) {
    this.directory = directory;
    this.config = config;
  }

  @Override
  public String name() {
    return "microvm";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        Isolation.MACHINE, Sharing.CODE, StartClass.SECONDS, Set.of("provided"), true, false, true);
  }

  @Override
  public synchronized Availability availability() {
    if (availability == null) {
      availability = find();
    }
    return availability;
  }

  private Availability find() {
    try {
      Optional<String> missing = Ground.missing(config);
      if (missing.isPresent()) {
        return new Availability.Unavailable(missing.get());
      }
      ground = new Ground(directory, config);
      return new Availability.Available(
          "its machines are emulated in software (TCG), not virtualised by the processor: they boot"
              + " in seconds and compute many times slower");
    } catch (IOException e) {
      return new Availability.Unavailable("machines cannot be prepared: " + e.getMessage());
    }
  }

  @Override
  public void prepare(Program program) {
    boolean runs =
        program.content().isPresent()
            && Files.isRegularFile(program.content().get().resolve("bootstrap"));
    if (!runs) {
      throw new SandboxException(
          Code.INVALID_PROGRAM,
          "%s has no file 'bootstrap' at the top of its package".formatted(program));
    }
    if (program.network()) {
      throw new SandboxException(
          Code.INVALID_PROGRAM,
          "machines have no network here; leave 'network' out, or use the sandbox 'process'");
    }
    ground();
    fill(program.limits());
  }

  @Override
  public void release(Program program) {
    ArrayDeque<Machine> unused;
    synchronized (booted) {
      unused = booted.remove(program.limits());
    }
    if (unused != null) {
      unused.forEach(MicroVmSandboxes::discard);
    }
  }

  private void fill(ProgramLimits limits) {
    for (int i = 0; i < config.slots(); i++) {
      booter.execute(() -> add(limits));
    }
  }

  private void add(ProgramLimits limits) {
    synchronized (booted) {
      if (closed
          || booted.computeIfAbsent(limits, _ -> new ArrayDeque<>()).size() >= config.slots()) {
        return;
      }
    }
    Machine machine;
    try {
      machine = Machine.boot(ground(), config, limits, numbers.incrementAndGet());
    } catch (IOException | RuntimeException e) {
      LOG.warn("No machine was booted for the next sandbox: {}", e.getMessage());
      return;
    }
    synchronized (booted) {
      ArrayDeque<Machine> wanted = booted.get(limits);
      if (!closed && wanted != null) {
        wanted.add(machine);
        return;
      }
    }
    discard(machine);
  }

  private static void discard(Machine machine) {
    try {
      machine.discard();
    } catch (IOException e) {
      LOG.warn("A machine that nobody took was not removed: {}", e.getMessage());
    }
  }

  @Override
  public Sandbox create(ProgramLimits limits, SandboxListener listener) {
    Ground on = ground();
    var recorder = new Timeline.Recorder();
    try {
      Machine machine = take(limits);
      if (machine == null) {
        machine = Machine.boot(on, config, limits, numbers.incrementAndGet());
      }
      recorder.mark("boot");
      var sandbox =
          new GuestSandbox(
              machine, on.poller, on.loops.next(), limits, listener, recorder, open::remove);
      open.add(sandbox);
      return sandbox;
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, "no machine could be made: " + e.getMessage(), e);
    }
  }

  private @Nullable Machine take(ProgramLimits limits) {
    synchronized (booted) {
      ArrayDeque<Machine> waiting = booted.get(limits);
      Machine machine = waiting == null ? null : waiting.poll();
      if (machine != null && !closed) {
        booter.execute(() -> add(limits));
      }
      return machine;
    }
  }

  private synchronized Ground ground() {
    if (ground == null && availability == null) {
      availability();
    }
    if (ground == null) {
      throw new SandboxException(
          Code.UNAVAILABLE, "the sandbox 'microvm' cannot run on this machine: " + availability);
    }
    return ground;
  }

  @Override
  public void close() {
    try {
      GuestSandbox.closeAll(open);
    } finally {
      end();
    }
  }

  private void end() {
    synchronized (booted) {
      closed = true;
    }
    booter.shutdown();
    try {
      if (!booter.awaitTermination(BOOT_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A machine was still booting after {} seconds", BOOT_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    booted.values().forEach(all -> all.forEach(MicroVmSandboxes::discard));
    booted.clear();
    synchronized (this) {
      if (ground != null) {
        ground.close();
        ground = null;
        availability = new Availability.Unavailable("it was closed");
      }
    }
  }
}
