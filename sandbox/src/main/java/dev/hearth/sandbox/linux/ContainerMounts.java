package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Mounts into containers that already run. Nothing of it is seen outside the container. */
public final class ContainerMounts {
  private static final long CLONE_FS = 0x200;
  private static final long CLONE_NEWNS = 0x20000;
  private static final long OPEN_TREE_CLONE = 1;
  private static final long AT_EMPTY_PATH = 0x1000;
  private static final long MOVE_MOUNT_F_EMPTY_PATH = 4;
  private static final long READ_ONLY = 1;
  private static final long NO_SETUID = 2;
  private static final long NO_DEVICES = 4;
  private static final long SET_STRING = 1;
  private static final long CREATE = 6;

  private ContainerMounts() {}

  /**
   * Shows a directory or file of this machine inside a container, read-only.
   *
   * @param pid the container's first process
   * @param target an existing directory or file in the container
   */
  public static void bind(long pid, Path source, String target) throws IOException {
    OwnThread.run(
        "container-mount",
        () -> {
          try (Arena arena = Arena.ofConfined();
              Descriptor tree = tree(arena, source)) {
            MemorySegment attributes = arena.allocate(32);
            attributes.set(ValueLayout.JAVA_LONG, 0, READ_ONLY | NO_SETUID | NO_DEVICES);
            Syscalls.call(
                "mount_setattr",
                Syscalls.MOUNT_SETATTR,
                tree.number(),
                arena.allocateFrom("").address(),
                AT_EMPTY_PATH,
                attributes.address(),
                attributes.byteSize());
            move(arena, tree, pid, target);
          }
          return null;
        });
  }

  private static Descriptor tree(Arena arena, Path source) throws IOException {
    return new Descriptor(
        (int)
            Syscalls.call(
                "open_tree " + source,
                Syscalls.OPEN_TREE,
                Syscalls.AT_FDCWD,
                arena.allocateFrom(source.toAbsolutePath().toString()).address(),
                OPEN_TREE_CLONE | Syscalls.O_CLOEXEC));
  }

  /** Mounts a memory file system of at most so many bytes, writable by all. */
  public static void tmpfs(long pid, long bytes, String target) throws IOException {
    OwnThread.run(
        "container-mount",
        () -> {
          try (Arena arena = Arena.ofConfined();
              Descriptor system =
                  new Descriptor(
                      (int)
                          Syscalls.call(
                              "fsopen",
                              Syscalls.FSOPEN,
                              arena.allocateFrom("tmpfs").address(),
                              1))) {
            set(arena, system, "size", Long.toString(bytes));
            set(arena, system, "mode", "1777");
            Syscalls.call("fsconfig", Syscalls.FSCONFIG, system.number(), CREATE, 0, 0, 0);
            try (var mount =
                new Descriptor(
                    (int)
                        Syscalls.call(
                            "fsmount",
                            Syscalls.FSMOUNT,
                            system.number(),
                            1,
                            NO_SETUID | NO_DEVICES))) {
              move(arena, mount, pid, target);
            }
          }
          return null;
        });
  }

  private static void set(Arena arena, Descriptor system, String key, String value)
      throws IOException {
    Syscalls.call(
        "fsconfig " + key,
        Syscalls.FSCONFIG,
        system.number(),
        SET_STRING,
        arena.allocateFrom(key).address(),
        arena.allocateFrom(value).address(),
        0);
  }

  private static void move(Arena arena, Descriptor mount, long pid, String target)
      throws IOException {
    try (Descriptor namespace = Syscalls.open("/proc/" + pid + "/ns/mnt", 0)) {
      Syscalls.call("unshare", Syscalls.UNSHARE, CLONE_FS);
      Syscalls.call("setns", Syscalls.SETNS, namespace.number(), CLONE_NEWNS);
    }
    Syscalls.call(
        "move_mount to " + target,
        Syscalls.MOVE_MOUNT,
        mount.number(),
        arena.allocateFrom("").address(),
        Syscalls.AT_FDCWD,
        arena.allocateFrom(target).address(),
        MOVE_MOUNT_F_EMPTY_PATH);
  }
}
