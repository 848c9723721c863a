package dev.hearth.sandbox.linux;

import static dev.hearth.sandbox.linux.ForeignSteps.resultOf;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;

/**
 * Gives a container that already runs another root: layers that are only read below a writable one
 * of bounded size, by overlayfs. The container's own {@code /proc} and {@code /dev} move there, and
 * that becomes the root of all its processes. What was the root before cannot be reached any more,
 * and {@link #forgetOld} takes it away.
 *
 * <p>The container has to have been made with empty directories {@link #IMAGE} and {@link #UPPER},
 * and with all layers mounted at {@link #LAYERS}.
 */
public final class ContainerRoot {
  /** Where a container sees the directories of layers, read-only. */
  public static final String LAYERS = "/layers";

  /** Where the new root comes together. */
  public static final String IMAGE = "/image";

  /** Where the writable layer is. */
  public static final String UPPER = "/upper";

  private static final long CLONE_FS = 0x200;
  private static final long CLONE_NEWNS = 0x20000;
  private static final long NO_SETUID_NO_DEVICES = 2 | 4;
  private static final long NO_DEVICES = 4;
  private static final long MS_MOVE = 8192;
  private static final long MNT_DETACH = 2;
  private static final long WRITE_NEW = 1 | 0100 | 0200;
  private static final int PAGE = 4096;
  private static final String CLOSED = ".old-root";
  private static final String OLD = CLOSED + "/mount";
  private static final byte[] HOSTS = "127.0.0.1 localhost sandbox\n".getBytes(UTF_8);

  private ContainerRoot() {}

  /**
   * Replaces it.
   *
   * @param pid the container's first process
   * @param layers names of directories below {@link #LAYERS}, the topmost first
   * @param storageBytes how much may be written; it is memory
   */
  public static void replace(long pid, List<String> layers, long storageBytes) throws IOException {
    String overlay =
        "lowerdir=%s,upperdir=%s/files,workdir=%s/work"
            .formatted(String.join(":", layers), UPPER, UPPER);
    if (overlay.length() >= PAGE) {
      throw new IOException("%d layers are more than can be mounted".formatted(layers.size()));
    }
    var steps = new ForeignSteps();
    enter(steps, pid);
    writableLayer(steps, storageBytes);
    steps.then("enter the layers", Syscalls.CHDIR, steps.text(LAYERS));
    mount(steps, "overlay", IMAGE, NO_SETUID_NO_DEVICES, overlay);
    for (String kept : List.of("/proc", "/dev")) {
      steps.then(
          "move " + kept,
          Syscalls.MOUNT,
          steps.text(kept),
          steps.text(IMAGE + kept),
          steps.text("none"),
          MS_MOVE);
    }
    steps
        .then("enter the image", Syscalls.CHDIR, steps.text(IMAGE))
        .then("make it the root", Syscalls.PIVOT_ROOT, steps.text("."), steps.text(OLD))
        .run();
  }

  /**
   * Takes away what was the root before. The kernel waits in it for all processors, for
   * milliseconds and under load for many, so it is not part of {@link #replace}: until then the old
   * root lies in a directory that only root may enter, which no process of a container is.
   */
  public static void forgetOld(long pid) throws IOException {
    var steps = new ForeignSteps();
    enter(steps, pid);
    steps.then("take the old root away", Syscalls.UMOUNT, steps.text("/" + OLD), MNT_DETACH).run();
  }

  private static void enter(ForeignSteps steps, long pid) {
    String path = "/proc/" + pid + "/ns/mnt";
    steps.then("have a directory of its own", Syscalls.UNSHARE, CLONE_FS);
    int opened = steps.size();
    steps
        .then(
            "open " + path,
            Syscalls.OPENAT,
            Syscalls.AT_FDCWD,
            steps.text(path),
            Syscalls.O_CLOEXEC)
        .then("enter the container's mounts", Syscalls.SETNS, resultOf(opened), CLONE_NEWNS)
        .then("close them", Syscalls.CLOSE, resultOf(opened))
        .then("give exact modes", Syscalls.UMASK, 0);
  }

  private static void writableLayer(ForeignSteps steps, long bytes) {
    // an inode takes memory as well: files without content must not be free
    String size =
        "size=%d,nr_inodes=%d,mode=755".formatted(Math.max(bytes, PAGE), 1_024 + bytes / PAGE);
    mount(steps, "tmpfs", UPPER, NO_DEVICES, size);
    for (String name : List.of("work", "files", "files/proc", "files/dev", "files/etc")) {
      directory(steps, name, 0755);
    }
    directory(steps, "files/tmp", 01777);
    directory(steps, "files/" + CLOSED, 0700);
    directory(steps, "files/" + OLD, 0700);
    int opened = steps.size();
    steps
        .then(
            "make /etc/hosts",
            Syscalls.OPENAT,
            Syscalls.AT_FDCWD,
            steps.text(UPPER + "/files/etc/hosts"),
            WRITE_NEW | Syscalls.O_CLOEXEC,
            0644)
        .then(
            "write /etc/hosts",
            Syscalls.WRITE,
            resultOf(opened),
            steps.text(new String(HOSTS, UTF_8)),
            HOSTS.length)
        .then("close /etc/hosts", Syscalls.CLOSE, resultOf(opened));
  }

  private static void directory(ForeignSteps steps, String name, long mode) {
    String path = UPPER + "/" + name;
    steps.then("make " + path, Syscalls.MKDIRAT, Syscalls.AT_FDCWD, steps.text(path), mode);
  }

  private static void mount(
      ForeignSteps steps, String type, String target, long flags, String options) {
    steps.then(
        "mount " + type,
        Syscalls.MOUNT,
        steps.text(type),
        steps.text(target),
        steps.text(type),
        flags,
        steps.text(options));
  }
}
