package dev.hearth.sandbox.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.StartPriority;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.linux.Cgroup;
import dev.hearth.sandbox.linux.Child;
import dev.hearth.sandbox.linux.ContainerConfig;
import dev.hearth.sandbox.linux.ContainerMounts;
import dev.hearth.sandbox.linux.FileTree;
import dev.hearth.sandbox.linux.NetworkNamespace;
import dev.hearth.sandbox.linux.Pipe;
import dev.hearth.sandbox.linux.Reader;
import dev.hearth.sandbox.linux.Removal;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A container whose shell waits to be told what to run, so that all that takes long has happened by
 * then. The code is mounted into it when it is known.
 */
final class Container {
  private static final int FIRST_PORT = 9001;

  private static final int FIRST_EGRESS_PORT = 9101;
  private static final int FIRST_USER = 200_000;
  private static final int USERS = 65_536;
  private static final long SHARED_MEMORY = 16L << 20;

  private final Ground ground;
  private final String id;
  private final NetworkNamespace network;
  private final Pipe input;
  private final Removal removal;
  private boolean mayRun;

  final ServerSocketChannel listening;
  final Reader output;
  final Child child;
  final Cgroup group;

  private Container(
      Ground ground,
      String id,
      Path bundle,
      NetworkNamespace network,
      ServerSocketChannel listening,
      Pipe input,
      Reader output,
      Child child) {
    this.ground = ground;
    this.id = id;
    this.network = network;
    this.listening = listening;
    this.input = input;
    this.output = output;
    this.child = child;
    group = ground.group(id);
    removal =
        new Removal(
            input::close,
            child::close,
            () -> ground.runc.delete(id),
            () -> FileTree.remove(bundle),
            this::leaveNetwork);
  }

  /** Starts one. What a failed start made is gone when the exception is thrown. */
  static Container start(
      Ground ground,
      long number,
      ProgramLimits limits,
      StartPriority priority,
      Timeline.Recorder recorder)
      throws IOException {
    String id = ground.name + "-" + number;
    NetworkNamespace network = ground.networks.take();
    ServerSocketChannel listening = null;
    Pipe input = null;
    Reader output = null;
    Path bundle = ground.sandboxes().resolve(id);
    try {
      listening = network.listen(FIRST_PORT);
      recorder.mark("network");
      Files.createDirectories(bundle);
      configure(ground, id, bundle, number, limits, network);
      input = Pipe.open();
      try (Pipe written = Pipe.open()) {
        output = new Reader(written.readEnd());
        Child child = ground.runc.run(id, bundle, input.readEnd(), written.writeEnd(), priority);
        input.readEnd().close();
        recorder.mark("container");
        return new Container(ground, id, bundle, network, listening, input, output, child);
      }
    } catch (IOException | RuntimeException e) {
      if (listening != null) {
        listening.close();
      }
      if (input != null) {
        input.close();
      }
      if (output != null) {
        output.close();
      }
      ground.runc.delete(id);
      FileTree.remove(bundle);
      network.close();
      throw e;
    }
  }

  private static void configure(
      Ground ground,
      String id,
      Path bundle,
      long number,
      ProgramLimits limits,
      NetworkNamespace network)
      throws IOException {
    int user = FIRST_USER + (int) (number % USERS);
    Path passwd = bundle.resolve("passwd");
    Path groups = bundle.resolve("group");
    Files.writeString(passwd, "sandbox:x:%d:%d::/tmp:/bin/sh\n".formatted(user, user), UTF_8);
    Files.writeString(groups, "sandbox:x:%d:\n".formatted(user), UTF_8);
    var config =
        new ContainerConfig(ground.root.directory(), List.of("/bin/sh"))
            .user(user)
            .environment("PATH", "/usr/local/bin:/usr/bin:/bin");
    ground.root.mount(config);
    config
        .bind(passwd, "/etc/passwd")
        .bind(groups, "/etc/group")
        .tmpfs("/tmp", Math.max(1 << 20, storage(limits)))
        .tmpfs("/dev/shm", Math.min(SHARED_MEMORY, storage(limits)), "noexec")
        .write(bundle, ground.group(id), network, limits);
  }

  /** Its {@code /tmp} is memory and counts as such; more than half would leave too little. */
  static long storage(ProgramLimits limits) {
    return Math.min(limits.storageBytes(), limits.memoryBytes() / 2);
  }

  /** Changes limits it was made with; its {@code /tmp} is a new one. */
  void fit(ProgramLimits limits) throws IOException {
    group.limit(limits.memoryBytes(), limits.cpuMillis(), limits.processes());
    ContainerMounts.tmpfs(child.pid(), Math.max(1 << 20, storage(limits)), "/tmp");
  }

  /** Where the Runtime API listens in it. */
  int port() {
    return listening.socket().getLocalPort();
  }

  /** A socket for a way out of its network. */
  ServerSocketChannel listenForEgress() throws IOException {
    return network.listen(FIRST_EGRESS_PORT);
  }

  /** Shows it the code. */
  void mount(Path content) throws IOException {
    ContainerMounts.bind(child.pid(), content, RootDirectory.TASK);
  }

  /** Tells its shell what to become; once. */
  void tell(String script) throws IOException {
    try (OutputStream stream = new FileOutputStream(input.writeEnd().path())) {
      input.writeEnd().close();
      stream.write(script.getBytes(UTF_8));
    }
  }

  /** Ends one that no program will run in. */
  void discard() throws IOException {
    new Removal(
            listening::close, output::close, () -> ground.runc.delete(id), this::reap, this::remove)
        .run();
  }

  /** runc waited for its end, but leaves it to its parent. */
  private void reap() {
    mayRun = true;
    try {
      var _ = child.reap();
      mayRun = false;
    } catch (IllegalStateException e) {
      child.kill(); // runc did not
      throw e;
    }
  }

  /** Removes what is left once its processes have ended; again, if that failed. */
  void remove() throws IOException {
    removal.run();
  }

  /** Nobody else gets one in which something may still run. */
  private void leaveNetwork() {
    if (mayRun) {
      network.close();
    } else {
      ground.networks.give(network);
    }
  }
}
