package dev.hearth.sandbox.oci;

import dev.hearth.sandbox.linux.Cgroup;
import dev.hearth.sandbox.linux.Cgroups;
import dev.hearth.sandbox.linux.Child;
import dev.hearth.sandbox.linux.ContainerRoot;
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
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What all containers of the provider stand on: made once, when it is first asked for.
 *
 * <pre>
 * root/        what a container has before it has an image: busybox and empty directories
 * images/      the store of layers, kept from one run of the node to the next
 * sandboxes/   runc's bundles
 * runc/        runc's own files
 * </pre>
 */
final class Ground implements AutoCloseable {
  private static final int IDLE_NETWORKS = 256;

  /** Where a waiting container has its shell. */
  static final String SHELL = "/bin/busybox";

  final Path directory;
  final Runc runc;
  final ImageStore images;
  final GroupPool groups;
  final NetworkNamespaces networks = new NetworkNamespaces(IDLE_NETWORKS);
  final Poller poller;

  /** For what no start has to wait for; at most one thing for each container. */
  final ExecutorService later =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("oci-later").daemon().factory());

  final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("oci-runtime-api", true), NioIoHandler.newFactory());

  /** Why there can be none on this machine; empty if nothing is known against it. */
  static Optional<String> missing() throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of("its containers need Linux, and this is " + System.getProperty("os.name"));
    }
    if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
      return Optional.of("making namespaces and control groups takes root; run the node as root");
    }
    if (Runc.find().isEmpty()) {
      return Optional.of("there is no runc; install it (Debian: apt-get install runc)");
    }
    if (busybox().isEmpty()) {
      return Optional.of(
          "there is no busybox, whose shell waits in its containers; install the static one"
              + " (Debian: apt-get install busybox-static)");
    }
    if (!Files.readString(Path.of("/proc/filesystems")).contains("\toverlay\n")) {
      return Optional.of("the kernel has no overlayfs; load its module 'overlay'");
    }
    return Cgroups.find().missing();
  }

  static Optional<Path> busybox() {
    return List.of("/bin/busybox", "/usr/bin/busybox").stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Makes it, and ends what a node that was killed left in the directory.
   *
   * @param directory held by nobody else
   */
  Ground(Path directory, OciConfig config) throws IOException {
    this.directory = Files.createDirectories(directory.toAbsolutePath().normalize());
    String name = "hearth-oci-" + Integer.toHexString(this.directory.hashCode());
    runc = new Runc(Runc.find().orElseThrow(), this.directory.resolve("runc"));
    for (String id : runc.known()) {
      runc.delete(id);
    }
    groups = new GroupPool(Cgroups.find(), name, config.groups());
    FileTree.remove(sandboxes());
    Files.createDirectories(sandboxes());
    Files.createDirectories(this.directory.resolve("runc"));
    images = new ImageStore(this.directory.resolve("images"), config.images());
    root();
    Child.adopt();
    poller = new Poller("oci-output");
  }

  private void root() throws IOException {
    for (String empty :
        List.of(
            "bin", "proc", "dev", ContainerRoot.LAYERS, ContainerRoot.IMAGE, ContainerRoot.UPPER)) {
      Files.createDirectories(Path.of(rootDirectory() + "/" + empty));
    }
    Files.copy(
        busybox().orElseThrow(),
        Path.of(rootDirectory() + SHELL),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  Path rootDirectory() {
    return directory.resolve("root");
  }

  Path sandboxes() {
    return directory.resolve("sandboxes");
  }

  /** To be closed once no container is left. */
  @Override
  public void close() {
    later.shutdown();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    poller.close();
    networks.close();
    try {
      groups.close();
      FileTree.remove(sandboxes());
      FileTree.remove(directory.resolve("runc"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(
          "files of sandboxes were left in %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** A group that a container is in, or will be. */
  Cgroup group(String name) {
    return groups.named(name);
  }
}
