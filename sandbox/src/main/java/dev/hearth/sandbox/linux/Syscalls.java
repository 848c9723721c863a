package dev.hearth.sandbox.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls, through {@code syscall(2)}: each takes six words, and an error is an exception that
 * names the call. Numbers are those of x86-64 and of the generic table (aarch64).
 */
final class Syscalls {
  static final boolean X86 = System.getProperty("os.arch").equals("amd64");

  static final long READ = X86 ? 0 : 63;
  static final long WRITE = X86 ? 1 : 64;
  static final long CLOSE = X86 ? 3 : 57;
  static final long OPENAT = X86 ? 257 : 56;
  static final long IOCTL = X86 ? 16 : 29;
  static final long SOCKET = X86 ? 41 : 198;
  static final long PIPE2 = X86 ? 293 : 59;
  static final long UNSHARE = X86 ? 272 : 97;
  static final long SETNS = X86 ? 308 : 268;
  static final long PRCTL = X86 ? 157 : 167;
  static final long WAITID = X86 ? 247 : 95;
  static final long EPOLL_CREATE1 = X86 ? 291 : 20;
  static final long EPOLL_CTL = X86 ? 233 : 21;
  static final long EPOLL_PWAIT = X86 ? 281 : 22;
  static final long UMASK = X86 ? 95 : 166;
  static final long CHDIR = X86 ? 80 : 49;
  static final long MKDIRAT = X86 ? 258 : 34;
  static final long MKNODAT = X86 ? 259 : 33;
  static final long FCHOWNAT = X86 ? 260 : 54;
  static final long LSETXATTR = X86 ? 189 : 6;
  static final long MOUNT = X86 ? 165 : 40;
  static final long SETPRIORITY = X86 ? 141 : 140;
  static final long UMOUNT = X86 ? 166 : 39;
  static final long PIVOT_ROOT = X86 ? 155 : 41;
  static final long PIDFD_SEND_SIGNAL = 424;
  static final long OPEN_TREE = 428;
  static final long MOVE_MOUNT = 429;
  static final long FSOPEN = 430;
  static final long FSCONFIG = 431;
  static final long FSMOUNT = 432;
  static final long PIDFD_OPEN = 434;
  static final long MOUNT_SETATTR = 442;

  static final int EAGAIN = 11;
  static final int EINTR = 4;

  static final long AT_FDCWD = -100;
  static final long O_CLOEXEC = 0x80000;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Syscalls() {}

  /** Where {@link #raw} puts the number of an error. */
  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  /** A call without an exception: its result, or the error's number as a negative one. */
  static long raw(
      MemorySegment state, long number, long a, long b, long c, long d, long e, long f) {
    try {
      long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
      return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    } catch (Throwable t) {
      throw new IllegalStateException("a system call could not be made", t);
    }
  }

  /**
   * A call that does not fail but by an error of the machine.
   *
   * @param name for the message of that error
   */
  static long call(String name, long number, long... words) throws IOException {
    long[] w = java.util.Arrays.copyOf(words, 6);
    try (Arena arena = Arena.ofConfined()) {
      long result = raw(state(arena), number, w[0], w[1], w[2], w[3], w[4], w[5]);
      if (result < 0) {
        throw new IOException(name + ": " + message((int) -result));
      }
      return result;
    }
  }

  static String message(int errno) {
    try {
      var text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable t) {
      return "error " + errno;
    }
  }

  static Descriptor open(String path, long flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path).address();
      return new Descriptor(
          (int) call("open " + path, OPENAT, AT_FDCWD, name, flags | O_CLOEXEC, 0));
    }
  }
}
