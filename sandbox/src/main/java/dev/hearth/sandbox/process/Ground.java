package dev.hearth.sandbox.process;

import dev.hearth.sandbox.linux.Cgroup;
import dev.hearth.sandbox.linux.Cgroups;
import dev.hearth.sandbox.linux.Child;
import dev.hearth.sandbox.linux.FileTree;
import dev.hearth.sandbox.linux.NetworkNamespaces;
import dev.hearth.sandbox.linux.Poller;
import dev.hearth.sandbox.linux.Runc;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What all sandboxes of a provider stand on: made once, when it is first asked for. */
final class Ground implements AutoCloseable {
  private static final int IDLE_NETWORKS = 64;

  final Path directory;
  final String name;
  final Runc runc;
  final Cgroups cgroups;
  final RootDirectory root;
  final JavaRuntime java;
  final NetworkNamespaces networks = new NetworkNamespaces(IDLE_NETWORKS);
  final Poller poller;
  final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("runtime-api", true), NioIoHandler.newFactory());

  /** Why there can be none on this machine; empty if nothing is known against it. */
  static Optional<String> missing() throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of("its containers need Linux, and this is " + System.getProperty("os.name"));
    }
    Path self = Path.of("/proc/self");
    if (!Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"))) {
      return Optional.of("making namespaces and control groups takes root; run the node as root");
    }
    if (Runc.find().isEmpty()) {
      return Optional.of("there is no runc; install it (Debian: apt-get install runc)");
    }
    return Cgroups.find().missing();
  }

  /**
   * Makes it, and ends what a node that was killed left in the directory.
   *
   * @param directory held by nobody else
   */
  Ground(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory.toAbsolutePath().normalize());
    name = "hearth-" + Integer.toHexString(this.directory.hashCode());
    runc = new Runc(Runc.find().orElseThrow(), this.directory.resolve("runc"));
    cgroups = Cgroups.find();
    for (String id : runc.known()) {
      runc.delete(id);
    }
    groups().removeAll();
    FileTree.remove(this.directory);
    Files.createDirectories(sandboxes());
    Files.createDirectories(this.directory.resolve("runc"));
    root = new RootDirectory(this.directory.resolve("root"));
    java = new JavaRuntime(root.directory());
    Child.adopt();
    poller = new Poller("sandbox-output");
  }

  Path sandboxes() {
    return directory.resolve("sandboxes");
  }

  /** The group of a sandbox. */
  Cgroup group(String id) {
    return cgroups.at("/" + name + "/" + id);
  }

  private Cgroup groups() {
    return cgroups.at("/" + name);
  }

  /** To be closed once no sandbox is left. */
  @Override
  public void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    poller.close();
    networks.close();
    try {
      groups().removeAll();
      FileTree.remove(directory);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(
          "files of sandboxes were left in %s: %s".formatted(directory, e.getMessage()), e);
    }
  }
}
