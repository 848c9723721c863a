package dev.hearth.sandbox.microvm;

import static dev.hearth.sandbox.runtimeapi.RuntimeVariables.quoted;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.linux.Cgroup;
import dev.hearth.sandbox.linux.Child;
import dev.hearth.sandbox.linux.FileTree;
import dev.hearth.sandbox.linux.LinuxFiles;
import dev.hearth.sandbox.linux.NetworkNamespace;
import dev.hearth.sandbox.linux.Pipe;
import dev.hearth.sandbox.linux.Reader;
import dev.hearth.sandbox.linux.Removal;
import dev.hearth.sandbox.runtimeapi.Ends;
import dev.hearth.sandbox.runtimeapi.GuestSandbox;
import dev.hearth.sandbox.runtimeapi.RuntimeVariables;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A booted machine without a function yet. Its QEMU is jailed as Firecracker's jailer does (Agache
 * et al., NSDI 2020): a container of runc with its own namespaces, control group, user and
 * system-call filter. The only address its guest reaches outside is the Runtime API in the
 * container's own network.
 */
final class Machine implements GuestSandbox.Guest {
  private static final int API_PORT = 9001;
  private static final int FIRST_USER = 340_000;
  private static final int USERS = 65_536;

  /** Memory of QEMU beside its guest's: its own, and translated code. */
  private static final long QEMU_BYTES = 192L << 20;

  private static final int QEMU_THREADS = 64;
  private static final long BOOT_NANOS = 120_000_000_000L;
  private static final String READY = "hearth-ready";
  private static final Pattern ENDED = Pattern.compile("hearth-ended (\\d+) (\\d+)");

  private final Ground ground;
  private final String id;
  private final Path bundle;
  private final Cgroup group;
  private final NetworkNamespace network;
  private final Pipe input = Pipe.open();
  private final ProgramLimits limits;
  private final Removal removal;

  private @Nullable ServerSocketChannel listening;
  private @Nullable Reader output;
  private @Nullable Child child;

  private Machine(Ground ground, String id, ProgramLimits limits) throws IOException {
    this.ground = ground;
    this.id = id;
    this.limits = limits;
    bundle = ground.directory.resolve(id);
    group = ground.group(id);
    network = ground.networks.take();
    removal =
        new Removal(
            input::close,
            () -> child().close(),
            () -> ground.runc.delete(id),
            () -> FileTree.remove(bundle),
            () -> ground.networks.give(network));
  }

  /** Boots one. What a failed boot made is gone when the exception is thrown. */
  static Machine boot(Ground ground, MicroVmConfig config, ProgramLimits limits, long number)
      throws IOException {
    var machine = new Machine(ground, "machine-" + number, limits);
    try {
      machine.start(config, FIRST_USER + (int) (number % USERS));
      machine.awaitReady();
      return machine;
    } catch (IOException | RuntimeException e) {
      machine.discard();
      throw e;
    }
  }

  private void start(MicroVmConfig config, int user) throws IOException {
    MachineShape shape = MachineShape.of(limits);
    listening = network.listen(API_PORT);
    Files.createDirectories(bundle);
    Path disk = bundle.resolve("disk");
    try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(shape.storageBytes());
    }
    LinuxFiles.own(disk, user, user);
    var own =
        new ProgramLimits(
            ((long) shape.memoryMiB() << 20) + QEMU_BYTES,
            limits.cpuMillis(),
            limits.storageBytes(),
            QEMU_THREADS,
            1,
            limits.outputBytes(),
            limits.answerBytes());
    ground
        .container(ground.qemu.words(shape, config.bytes(), config.operations()), disk)
        .user(user)
        .write(bundle, group, network, own);
    try (Pipe written = Pipe.open()) {
      output = new Reader(written.readEnd());
      child = ground.runc.run(id, bundle, input.readEnd(), written.writeEnd());
      input.readEnd().close();
    }
  }

  private void awaitReady() throws IOException {
    var seen = new StringBuilder();
    long until = System.nanoTime() + BOOT_NANOS;
    while (seen.indexOf(READY) < 0) {
      Reader.Reached reached =
          output().read(1 << 16, bytes -> seen.append(new String(bytes, UTF_8)));
      if (reached == Reader.Reached.END || System.nanoTime() - until > 0) {
        throw new IOException(
            "the machine did not boot%s: %s"
                .formatted(
                    reached == Reader.Reached.END ? "" : " in time",
                    seen.isEmpty() ? "it wrote nothing" : seen.toString().strip()));
      }
      LockSupport.parkNanos(2_000_000);
    }
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
    byte[] code = CodeArchive.of(program.content().orElseThrow(), limits.memoryBytes() / 2);
    byte[] script = script(program).getBytes(UTF_8);
    // the pipe itself stays open: a port that lost its other end would end the shell
    try (OutputStream stream = new FileOutputStream(input.writeEnd().path())) {
      stream.write((code.length / CodeArchive.BLOCK + "\n").getBytes(UTF_8));
      stream.write(code);
      stream.write(script);
    }
    recorder.mark("code");
  }

  private String script(Program program) {
    String api = QemuCommand.HOST_ADDRESS + ":" + listening().socket().getLocalPort();
    var before = Map.of("PATH", "/bin:/function", "LAMBDA_TASK_ROOT", "/function");
    return new RuntimeVariables(program, api, before).script()
        + "cd /function\n"
        + "su -p -s /bin/sh function -c %s </dev/null\n".formatted(quoted("exec ./bootstrap"))
        + "status=$?\n"
        + "echo \"hearth-ended $status $(dmesg | grep -c 'Out of memory')\"\n"
        + "reboot -f\n";
  }

  @Override
  public Duration patience(Program program) {
    return Duration.ofMinutes(2); // all of it is emulated
  }

  @Override
  public CallEnd.Failed failure(Child.End end, String lastLine) {
    Matcher ended = ENDED.matcher(lastLine);
    if (!ended.find()) {
      return Ends.crashed("the machine ended with " + end.text());
    }
    return ended.group(2).equals("0")
        ? Ends.crashed("exit status " + ended.group(1))
        : Ends.outOfMemory(limits.memoryBytes());
  }

  @Override
  public void remove() throws IOException {
    removal.run();
  }

  /** Ends one that nobody took, or that did not boot. */
  void discard() throws IOException {
    new Removal(
            this::closeListening,
            this::closeOutput,
            input::close,
            () -> ground.runc.delete(id),
            this::reap,
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

  private void reap() {
    if (child != null) {
      try (Child gone = child) {
        var _ = gone.reap();
      }
    }
  }
}
