package dev.hearth.sandbox.microvm;

import dev.hearth.sandbox.linux.Cgroup;
import dev.hearth.sandbox.linux.Cgroups;
import dev.hearth.sandbox.linux.Child;
import dev.hearth.sandbox.linux.ContainerConfig;
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
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What all machines of the provider stand on: made once, when it is first asked for. */
final class Ground implements AutoCloseable {
  private static final int IDLE_NETWORKS = 16;
  private static final List<String> MODULES =
      List.of("virtio_mmio", "virtio_console", "virtio_blk", "virtio_net");

  final Path directory;
  final Path kernel;
  final Path initramfs;
  final Runc runc;
  final QemuCommand qemu;
  final NetworkNamespaces networks = new NetworkNamespaces(IDLE_NETWORKS);
  final Poller poller;
  final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("microvm-runtime-api", true), NioIoHandler.newFactory());

  private final Cgroups cgroups;
  private final String name;
  private final TreeMap<String, Path> binds = new TreeMap<>();

  /** Why there can be none on this machine; empty if nothing is known against it. */
  static Optional<String> missing(MicroVmConfig config) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of("its machines need Linux, and this is " + System.getProperty("os.name"));
    }
    if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
      return Optional.of("confining QEMU takes root; run the node as root");
    }
    if (QemuCommand.find().isEmpty()) {
      return Optional.of(
          "there is no qemu-system-x86_64; install it (Debian: apt-get install qemu-system-x86)");
    }
    if (busybox().isEmpty()) {
      return Optional.of(
          "there is no busybox; install it (Debian: apt-get install busybox-static)");
    }
    if (Runc.find().isEmpty()) {
      return Optional.of("there is no runc; install it (Debian: apt-get install runc)");
    }
    if (GuestKernel.find(config.kernel()).isEmpty()) {
      return Optional.of(
          "there is no kernel to boot; install one (Debian: apt-get install"
              + " linux-image-cloud-amd64), or configure the path of a vmlinuz file");
    }
    return Cgroups.find().missing();
  }

  private static Optional<Path> busybox() {
    return Stream.of("/bin/busybox", "/usr/bin/busybox")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Makes it, and ends what a node that was killed left in the directory.
   *
   * @param directory held by nobody else
   * @throws IOException also if the kernel lacks a module
   */
  Ground(Path directory, MicroVmConfig config) throws IOException {
    this.directory = Files.createDirectories(directory.toAbsolutePath().normalize());
    name = "hearth-microvm-" + Integer.toHexString(this.directory.hashCode());
    runc = new Runc(Runc.find().orElseThrow(), this.directory.resolve("runc"));
    cgroups = Cgroups.find();
    for (String id : runc.known()) {
      runc.delete(id);
    }
    groups().removeAll();
    FileTree.remove(this.directory);
    Files.createDirectories(this.directory.resolve("runc"));
    GuestKernel found = GuestKernel.find(config.kernel()).orElseThrow();
    kernel = found.image();
    initramfs = this.directory.resolve("initramfs");
    Initramfs.write(
        initramfs, busybox().orElseThrow(), new KernelModules(found.modules()).inOrder(MODULES));
    qemu = new QemuCommand(QemuCommand.find().orElseThrow().toString(), "tcg", tscKiloHertz());
    root();
    Child.adopt();
    poller = new Poller("microvm-output");
  }

  /** What the processor says of itself; a guess if it does not. */
  private static long tscKiloHertz() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("cpu MHz")) {
        return Math.round(
            Double.parseDouble(line.substring(line.indexOf(':') + 1).strip()) * 1_000);
      }
    }
    return 2_000_000;
  }

  private void root() throws IOException {
    Path root = rootDirectory();
    for (String empty : List.of("proc", "dev", "tmp", "usr", "machine")) {
      Files.createDirectories(root.resolve(empty));
    }
    for (String file : List.of("kernel", "initramfs", "disk")) {
      Files.createFile(root.resolve("machine").resolve(file));
    }
    binds.put("/usr", Path.of("/usr"));
    for (String place : List.of("/bin", "/sbin", "/lib", "/lib64")) {
      Path there = Path.of(place);
      Path here = root.resolve(place.substring(1));
      if (Files.isSymbolicLink(there)) {
        Files.createSymbolicLink(here, Files.readSymbolicLink(there));
      } else if (Files.isDirectory(there)) {
        Files.createDirectories(here);
        binds.put(place, there);
      }
    }
  }

  private Path rootDirectory() {
    return directory.resolve("root");
  }

  /** A container for a machine's process: QEMU's files and the machine's, and nothing else. */
  ContainerConfig container(List<String> command, Path disk) {
    var config = new ContainerConfig(rootDirectory(), command);
    binds.forEach((target, source) -> config.bind(source, target));
    return config
        .bind(kernel, QemuCommand.FILES + "/kernel")
        .bind(initramfs, QemuCommand.FILES + "/initramfs")
        .mount(
            QemuCommand.FILES + "/disk", "bind", disk.toString(), "bind", "rw", "nosuid", "nodev")
        .tmpfs("/tmp", 1 << 20);
  }

  Cgroup group(String id) {
    return cgroups.at("/" + name + "/" + id);
  }

  private Cgroup groups() {
    return cgroups.at("/" + name);
  }

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
          "files of machines were left in %s: %s".formatted(directory, e.getMessage()), e);
    }
  }
}
