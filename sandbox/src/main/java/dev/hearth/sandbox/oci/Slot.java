package dev.hearth.sandbox.oci;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.linux.Cgroup;
import dev.hearth.sandbox.linux.Child;
import dev.hearth.sandbox.linux.ContainerConfig;
import dev.hearth.sandbox.linux.ContainerRoot;
import dev.hearth.sandbox.linux.FileTree;
import dev.hearth.sandbox.linux.NetworkNamespace;
import dev.hearth.sandbox.linux.Pipe;
import dev.hearth.sandbox.linux.Reader;
import dev.hearth.sandbox.linux.Removal;
import dev.hearth.sandbox.runtimeapi.Ends;
import dev.hearth.sandbox.runtimeapi.GuestSandbox;
import dev.hearth.sandbox.runtimeapi.InitTime;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container of no image yet: a shell waits in it to be told what to become. Whatever takes runc
 * and the kernel long has happened; an image's files and a program's limits come when they are
 * known.
 */
final class Slot implements GuestSandbox.Guest {
  private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
  private static final int API_PORT = 9001;
  private static final int FIRST_USER = 270_000;
  private static final int USERS = 65_536;
  private static final int SIGKILL = 9;
  private static final long SHELL_NANOS = 30_000_000_000L;
  private static final long SHARED_MEMORY = 16L << 20;

  private final Ground ground;
  private final Function<Program, Image> images;
  private final String id;
  private final Path bundle;
  private final Cgroup group;
  private final NetworkNamespace network;
  private final Pipe input = Pipe.open();
  private final Removal removal;

  private @Nullable ServerSocketChannel listening;
  private @Nullable Reader output;
  private @Nullable Child child;
  private long earlierKills;
  private ProgramLimits limits = ProgramLimits.DEFAULTS;

  private Slot(Ground ground, Function<Program, Image> images, String id) throws IOException {
    this.ground = ground;
    this.images = images;
    this.id = id;
    bundle = ground.sandboxes().resolve(id);
    group = ground.groups.take(id);
    network = ground.networks.take();
    removal =
        new Removal(
            input::close,
            () -> child().close(),
            // runc would remove the group, which is kept, and takes longer than all the rest
            () -> ground.groups.give(group),
            () -> ground.runc.forget(id),
            () -> FileTree.remove(bundle),
            () -> ground.networks.give(network));
  }

  /** Makes one. What a failed start made is gone when the exception is thrown. */
  static Slot start(Ground ground, Function<Program, Image> images, long number)
      throws IOException {
    var slot = new Slot(ground, images, "slot-" + number);
    try {
      slot.run(FIRST_USER + (int) (number % USERS));
      return slot;
    } catch (IOException | RuntimeException e) {
      slot.discard();
      throw e;
    }
  }

  private void run(int user) throws IOException {
    listening = network.listen(API_PORT);
    Files.createDirectories(bundle);
    new ContainerConfig(ground.rootDirectory(), List.of(Ground.SHELL, "sh"))
        .user(user)
        .bind(ground.images.layers(), ContainerRoot.LAYERS)
        .tmpfs("/dev/shm", SHARED_MEMORY, "noexec")
        .write(bundle, group, network, limits);
    try (Pipe written = Pipe.open()) {
      output = new Reader(written.readEnd());
      child = ground.runc.run(id, bundle, input.readEnd(), written.writeEnd());
      input.readEnd().close();
    }
    awaitShell(child.pid());
    earlierKills = group.outOfMemoryKills();
  }

  /** runc is done a moment before the shell is loaded; it must have been when its root changes. */
  private static void awaitShell(long pid) throws IOException {
    Path name = Path.of("/proc/" + pid + "/comm");
    long until = System.nanoTime() + SHELL_NANOS;
    while (!Ground.SHELL.endsWith("/" + Files.readString(name).strip())) {
      if (System.nanoTime() - until > 0) {
        throw new IOException("its shell did not start");
      }
      LockSupport.parkNanos(100_000);
    }
  }

  /** Gives it the limits it is to have. */
  void limit(ProgramLimits wanted) throws IOException {
    group.limit(wanted.memoryBytes(), wanted.cpuMillis(), wanted.processes());
    limits = wanted;
  }

  @Override
  public Child child() {
    return Objects.requireNonNull(child);
  }

  @Override
  public Cgroup group() {
    return group;
  }

  @Override
  public ServerSocketChannel listening() {
    return Objects.requireNonNull(listening);
  }

  @Override
  public Reader output() {
    return Objects.requireNonNull(output);
  }

  @Override
  public void begin(Program program, Timeline.Recorder recorder) throws IOException {
    Image image = images.apply(program);
    String script =
        ImageScript.of(
            program, image.defaults(), "127.0.0.1:" + listening().socket().getLocalPort());
    ContainerRoot.replace(child().pid(), image.layers(), storage(program.limits()));
    recorder.mark("files");
    try (OutputStream stream = new FileOutputStream(input.writeEnd().path())) {
      input.writeEnd().close();
      stream.write(script.getBytes(UTF_8));
    }
    ground.later.execute(this::forgetOldRoot);
  }

  private void forgetOldRoot() {
    try {
      ContainerRoot.forgetOld(child().pid());
    } catch (IOException e) {
      LOG.debug(
          "The container {} ended before its old root was taken away: {}", id, e.getMessage());
    }
  }

  /** What is written is memory and counts as such; more than half would leave too little. */
  private static long storage(ProgramLimits limits) {
    return Math.min(limits.storageBytes(), limits.memoryBytes() / 2);
  }

  @Override
  public Duration patience(Program program) {
    return InitTime.of(program);
  }

  @Override
  public CallEnd.Failed failure(Child.End end, String lastLine) {
    return end.signal() == SIGKILL && group.outOfMemoryKills() > earlierKills
        ? Ends.outOfMemory(limits.memoryBytes())
        : Ends.crashed(end.text());
  }

  @Override
  public void remove() throws IOException {
    removal.run();
  }

  /** Ends one that nobody took, or that was not made to the end. */
  void discard() throws IOException {
    new Removal(
            this::closeListening,
            this::closeOutput,
            input::close,
            () -> ground.runc.delete(id),
            this::reap,
            group::remove,
            () -> FileTree.remove(bundle),
            network::close)
        .run();
  }

  private void closeListening() throws IOException {
    if (listening != null) {
      listening.close();
    }
  }

  private void closeOutput() {
    if (output != null) {
      output.close();
    }
  }

  /** runc waited for its end, but leaves it to its parent. */
  private void reap() {
    if (child == null) {
      return;
    }
    try (Child gone = child) {
      var _ = gone.reap();
    } catch (IllegalStateException e) {
      throw new IllegalStateException("runc removed a container that still runs", e);
    }
  }
}
