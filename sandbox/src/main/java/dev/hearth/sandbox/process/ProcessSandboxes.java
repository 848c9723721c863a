package dev.hearth.sandbox.process;

import dev.hearth.sandbox.Addresses;
import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Capabilities;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.Neighbours;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxException.Code;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.Sharing;
import dev.hearth.sandbox.StartClass;
import dev.hearth.sandbox.StartPriority;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.runtimeapi.GuestSandbox;
import dev.hearth.sandbox.runtimeapi.InitTime;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The provider {@code process}: each sandbox is a container of runc with namespaces, control groups
 * and a system-call filter of its own, in which one process speaks the AWS Lambda Runtime API.
 */
public final class ProcessSandboxes implements SandboxProvider {
  private final Path directory;
  private final Predicate<InetAddress> reachable;
  private final int spareCount;
  private final Neighbours neighbours;
  private final Set<String> families = Bootstraps.families();
  private final AtomicLong numbers = new AtomicLong();
  private final Set<GuestSandbox> open = ConcurrentHashMap.newKeySet();

  private @Nullable Availability availability;
  private @Nullable Ground ground;
  private @Nullable Spares spares;

  /**
   * Makes nothing yet.
   *
   * @param directory for files of sandboxes; emptied when first used, and removed at the end
   */
  public ProcessSandboxes(Path directory) {
    this(directory, 0, Neighbours.NONE);
  }

  /**
   * Makes nothing yet.
   *
   * @param reachable the addresses that functions with the network granted may connect to
   * @param spares containers to keep ready for whichever function starts next; each holds about a
   *     megabyte
   */
  public ProcessSandboxes(Path directory, Predicate<InetAddress> reachable, int spares) {
    this(directory, reachable, spares, Neighbours.NONE);
  }

  private ProcessSandboxes(
      Path directory, Predicate<InetAddress> reachable, int spares, Neighbours neighbours) {
    this.directory = directory;
    this.reachable = reachable;
    this.spareCount = spares;
    this.neighbours = neighbours;
  }

  /** With so many containers kept ready. */
  public ProcessSandboxes(Path directory, int spares) {
    this(directory, spares, Neighbours.NONE);
  }

  /**
   * The same.
   *
   * @param neighbours what its functions can call
   */
  public ProcessSandboxes(Path directory, int spares, Neighbours neighbours) {
    this(directory, Addresses::outside, spares, neighbours);
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        Isolation.PROCESS, Sharing.CODE, StartClass.TENTHS_OF_SECONDS, families, true, false, true);
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
      Optional<String> missing = Ground.missing();
      if (missing.isPresent()) {
        return new Availability.Unavailable(missing.get());
      }
      ground = new Ground(directory);
      spares = new Spares(ground, numbers::incrementAndGet, spareCount);
      create(ProgramLimits.DEFAULTS, SandboxListener.NONE).close();
      return Availability.AVAILABLE;
    } catch (IOException | SandboxException e) {
      end();
      return new Availability.Unavailable("a trial container failed: " + e.getMessage());
    }
  }

  @Override
  public void prepare(Program program) {
    Bootstraps.check(program);
    var _ = InitTime.of(program);
    StartScript.check(program);
    if (program.language().family().equals("java") && !Bootstraps.bringsRuntime(program)) {
      try {
        ground().java.make();
      } catch (IOException e) {
        throw new SandboxException(
            Code.FAILED, "the runtime of Java could not be made: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void release(Program program) {
    // Sandboxes share nothing of a program but its files.
  }

  @Override
  public Sandbox create(ProgramLimits limits, SandboxListener listener) {
    return create(limits, listener, StartPriority.FIRST);
  }

  @Override
  public Sandbox create(ProgramLimits limits, SandboxListener listener, StartPriority priority) {
    Ground on = ground();
    var recorder = new Timeline.Recorder();
    try {
      Container container = container(on, limits, priority, recorder);
      try {
        EventLoop loop = on.loops.next();
        var tenant = new Tenant(container, limits, loop, reachable, neighbours);
        var sandbox =
            new GuestSandbox(tenant, on.poller, loop, limits, listener, recorder, open::remove);
        open.add(sandbox);
        return sandbox;
      } catch (IOException | RuntimeException e) {
        container.discard();
        throw e;
      }
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, "no container could be made: " + e.getMessage(), e);
    }
  }

  private Container container(
      Ground on, ProgramLimits limits, StartPriority priority, Timeline.Recorder recorder)
      throws IOException {
    Spares kept = spares;
    Optional<Container> spare = kept == null ? Optional.empty() : kept.take(limits);
    if (spare.isPresent()) {
      recorder.mark("spare");
      return spare.get();
    }
    return Container.start(on, numbers.incrementAndGet(), limits, priority, recorder);
  }

  private synchronized Ground ground() {
    if (availability == null && ground == null) {
      availability();
    }
    if (ground == null) {
      throw new SandboxException(
          Code.UNAVAILABLE, "the sandbox 'process' cannot run on this machine: " + availability);
    }
    return ground;
  }

  @Override
  public synchronized void close() {
    try {
      GuestSandbox.closeAll(open);
    } finally {
      if (ground != null) {
        end();
        availability = new Availability.Unavailable("it was closed");
      }
    }
  }

  /** Leaves nothing of what it made. */
  private void end() {
    if (spares != null) {
      spares.close();
      spares = null;
    }
    if (ground != null) {
      ground.close();
      ground = null;
    }
  }
}
