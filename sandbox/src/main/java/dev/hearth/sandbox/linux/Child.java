package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A process whose parent ended, so that it became a child of this one: {@link #adopt} first makes
 * this process the one that gets them.
 */
public final class Child implements AutoCloseable {
  private static final long PR_SET_CHILD_SUBREAPER = 36;
  private static final long PRIO_PROCESS = 0;
  private static final long P_PIDFD = 3;
  private static final long WNOHANG = 1;
  private static final long WEXITED = 4;
  private static final int STATUS_OFFSET = 24;
  private static final int CODE_OFFSET = 8;
  private static final int CLD_EXITED = 1;
  private static final long SIGKILL = 9;

  /**
   * How it ended.
   *
   * @param signal what ended it, or 0
   * @param status what it ended with, where no signal did
   */
  public record End(int signal, int status) {
    private static final int SHELL_SIGNAL = 128;

    /** What a shell meant that ended like the command it ran: 128 and more stand for a signal. */
    public End ofShell() {
      return signal == 0 && status > SHELL_SIGNAL ? new End(status - SHELL_SIGNAL, 0) : this;
    }

    /** In a shell's words. */
    public String text() {
      return signal == 0 ? "exit status " + status : "signal " + signal + " (" + name() + ")";
    }

    private String name() {
      return switch (signal) {
        case 4 -> "illegal instruction";
        case 6 -> "aborted";
        case 7 -> "bus error";
        case 8 -> "arithmetic error";
        case 9 -> "killed";
        case 11 -> "segmentation fault";
        case 15 -> "terminated";
        case 31 -> "bad system call";
        default -> "unnamed";
      };
    }
  }

  private final long pid;
  private final Descriptor descriptor;

  public Child(long pid) throws IOException {
    this.pid = pid;
    descriptor = new Descriptor((int) Syscalls.call("pidfd_open", Syscalls.PIDFD_OPEN, pid, 0));
  }

  /** From now on processes that lose their parent, below this process, become its children. */
  public static void adopt() throws IOException {
    Syscalls.call("prctl", Syscalls.PRCTL, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  }

  public long pid() {
    return pid;
  }

  /** Readable once it ended. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /**
   * As if it had never been nice; for one of a single thread. Nothing where this process may not:
   * what is left then counts within its own control group only.
   */
  void resetPriority() {
    try (Arena arena = Arena.ofConfined()) {
      Syscalls.raw(Syscalls.state(arena), Syscalls.SETPRIORITY, PRIO_PROCESS, pid, 0, 0, 0, 0);
    }
  }

  /** Ends it, if it has not ended; all of a process namespace ends with its first process. */
  public void kill() {
    try (Arena arena = Arena.ofConfined()) {
      Syscalls.raw(
          Syscalls.state(arena),
          Syscalls.PIDFD_SEND_SIGNAL,
          descriptor.number(),
          SIGKILL,
          0,
          0,
          0,
          0);
    }
  }

  /**
   * Takes it from the kernel's table.
   *
   * @return how it ended; a status of −1 if somebody else was told
   * @throws IllegalStateException if it has not ended
   */
  public End reap() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(128);
      long result =
          Syscalls.raw(
              Syscalls.state(arena),
              Syscalls.WAITID,
              P_PIDFD,
              descriptor.number(),
              info.address(),
              WEXITED | WNOHANG,
              0,
              0);
      if (result < 0) {
        return new End(0, -1);
      }
      if (info.get(ValueLayout.JAVA_INT, 0) == 0) {
        throw new IllegalStateException("process " + pid + " has not ended");
      }
      int status = info.get(ValueLayout.JAVA_INT, STATUS_OFFSET);
      return info.get(ValueLayout.JAVA_INT, CODE_OFFSET) == CLD_EXITED
          ? new End(0, status)
          : new End(status, 0);
    }
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
