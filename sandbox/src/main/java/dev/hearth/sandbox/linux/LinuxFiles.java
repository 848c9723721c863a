package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** What Java's own interface to files cannot ask for. All of it takes root. */
public final class LinuxFiles {
  private static final long CHARACTER_DEVICE = 0020000;
  private static final long AT_SYMLINK_NOFOLLOW = 0x100;

  private LinuxFiles() {}

  /** Makes overlayfs's sign that a lower file is gone. */
  public static void makeWhiteout(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Syscalls.call(
          "mknod " + path,
          Syscalls.MKNODAT,
          Syscalls.AT_FDCWD,
          arena.allocateFrom(path.toString()).address(),
          CHARACTER_DEVICE,
          0);
    }
  }

  /** Makes a directory of an overlay hide what lower layers have there. */
  public static void makeOpaque(Path directory) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Syscalls.call(
          "setxattr " + directory,
          Syscalls.LSETXATTR,
          arena.allocateFrom(directory.toString()).address(),
          arena.allocateFrom("trusted.overlay.opaque").address(),
          arena.allocateFrom("y").address(),
          1,
          0);
    }
  }

  /** Gives a file, or a symbolic link itself, to a user. */
  public static void own(Path path, long user, long group) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Syscalls.call(
          "chown " + path,
          Syscalls.FCHOWNAT,
          Syscalls.AT_FDCWD,
          arena.allocateFrom(path.toString()).address(),
          user,
          group,
          AT_SYMLINK_NOFOLLOW);
    }
  }
}
