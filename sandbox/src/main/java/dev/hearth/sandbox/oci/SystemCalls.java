package dev.hearth.sandbox.oci;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** What the file interfaces of Java cannot ask of Linux. */
final class SystemCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"),
          FunctionDescriptor.of(java.lang.foreign.ValueLayout.ADDRESS, JAVA_INT));
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int FIFO = 0010000;
  private static final int CHARACTER_DEVICE = 0020000;

  private SystemCalls() {}

  /** Numbers of calls that differ between processors. */
  enum CallNumber {
    OPENAT(257, 56),
    CLOSE(3, 57),
    UMASK(95, 166),
    CHDIR(80, 49),
    MKDIRAT(258, 34),
    FCHMODAT(268, 53),
    FCHOWNAT(260, 54),
    MKNODAT(259, 33),
    LSETXATTR(189, 6),
    MOUNT(165, 40),
    UMOUNT(166, 39),
    PIVOT_ROOT(155, 41),
    UNSHARE(272, 97),
    SETNS(308, 268),
    KILL(62, 129);

    private final int x86;
    private final int arm;

    CallNumber(int x86, int arm) {
      this.x86 = x86;
      this.arm = arm;
    }

    int value() {
      return ARM ? arm : x86;
    }
  }

  /**
   * A call as it is.
   *
   * @param state memory of {@link #newState}
   * @return its result, or the negated error number
   */
  static long call(MemorySegment state, long number, long a, long b, long c, long d, long e) {
    try {
      long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e);
      return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    } catch (Throwable t) {
      throw new IllegalStateException("a system call could not be made", t);
    }
  }

  static MemorySegment newState(Arena arena) {
    return arena.allocate(STATE);
  }

  /** What an error number means, in the C library's words. */
  static String message(long errno) {
    try {
      var text = (MemorySegment) STRERROR.invokeExact((int) errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable t) {
      throw new IllegalStateException("an error's message could not be read", t);
    }
  }

  /** Makes a named pipe that only this user may open. */
  static void makePipe(Path path) throws IOException {
    onPath(CallNumber.MKNODAT, path, FIFO | 0600, 0, 0);
  }

  /** Makes the sign of overlayfs that a lower file is gone. */
  static void makeWhiteout(Path path) throws IOException {
    onPath(CallNumber.MKNODAT, path, CHARACTER_DEVICE, 0, 0);
  }

  /** Makes a directory hide what lower layers have there. */
  static void makeOpaque(Path directory) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long result =
          call(
              newState(arena),
              CallNumber.LSETXATTR.value(),
              arena.allocateFrom(directory.toString()).address(),
              arena.allocateFrom("trusted.overlay.opaque").address(),
              arena.allocateFrom("y").address(),
              1,
              0);
      check(result, "mark as opaque", directory);
    }
  }

  /** Gives a file, or a symbolic link itself, to a user. */
  static void own(Path path, long user, long group) throws IOException {
    onPath(CallNumber.FCHOWNAT, path, user, group, AT_SYMLINK_NOFOLLOW);
  }

  /** Ends a process at once; one that is gone is no error. */
  static void kill(long pid) {
    try (Arena arena = Arena.ofConfined()) {
      call(newState(arena), CallNumber.KILL.value(), pid, 9, 0, 0, 0);
    }
  }

  private static void onPath(CallNumber number, Path path, long a, long b, long c)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path.toString()).address();
      check(
          call(newState(arena), number.value(), AT_FDCWD, name, a, b, c), number.toString(), path);
    }
  }

  private static void check(long result, String what, Path path) throws IOException {
    if (result < 0) {
      throw new IOException("%s %s: %s".formatted(what, path, message(-result)));
    }
  }
}
