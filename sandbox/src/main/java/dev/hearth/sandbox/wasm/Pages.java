package dev.hearth.sandbox.wasm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.hearth.sandbox.SandboxException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Pages of the process outside of the heap: Linux's calls for mapping them. Addresses are plain
 * numbers, and nothing checks them: whoever unmaps one makes sure that nobody reads it any more.
 */
final class Pages {
  private static final int READ_WRITE = 1 | 2;
  private static final int SHARED = 0x01;
  private static final int PRIVATE = 0x02;
  private static final int FIXED = 0x10;
  private static final int ANONYMOUS = 0x20;
  private static final int NO_RESERVE = 0x4000;
  private static final int DONT_NEED = 4;
  private static final int NO_HUGE_PAGE = 15;
  private static final int CLOSE_ON_EXEC = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_VALUE =
      Linker.Option.captureStateLayout()
          .varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle MMAP =
      call(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      call("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle MADVISE =
      call("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MEMFD_CREATE =
      call("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      call("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Pages() {}

  private static MethodHandle call(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), type, ERRNO);
  }

  /** Zeros, which take no memory until they are written. */
  static long zeros(long bytes) {
    return map(0, bytes, PRIVATE | ANONYMOUS | NO_RESERVE, -1);
  }

  /** Puts zeros in the place of what was mapped there. */
  static void zerosAt(long address, long bytes) {
    map(address, bytes, PRIVATE | ANONYMOUS | NO_RESERVE | FIXED, -1);
  }

  /** Puts a file in the place of what was mapped there; what is written is copied first. */
  static void copyAt(long address, long bytes, int file) {
    map(address, bytes, PRIVATE | NO_RESERVE | FIXED, file);
  }

  /** Puts a file in the place of what was mapped there; what is written is written to all. */
  static void sharedAt(long address, long bytes, int file) {
    map(address, bytes, SHARED | FIXED, file);
  }

  /** A file's content, shared with everyone who mapped it. */
  static long shared(long bytes, int file) {
    return map(0, bytes, SHARED, file);
  }

  private static long map(long address, long bytes, int flags, int file) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      long at = (long) MMAP.invokeExact(state, address, bytes, READ_WRITE, flags, file, 0L);
      if (at == -1) {
        throw failed("map %d bytes".formatted(bytes), state);
      }
      return at;
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  static void unmap(long address, long bytes) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      check((int) MUNMAP.invokeExact(state, address, bytes), "unmap memory", state);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** Forgets what was written: private pages of a file are the file's again, others zeros. */
  static void forget(long address, long bytes) {
    advise(address, bytes, DONT_NEED);
  }

  /** Keeps the kernel from making two MiB out of the first byte written. */
  static void keepSmall(long address, long bytes) {
    try {
      advise(address, bytes, NO_HUGE_PAGE);
    } catch (SandboxException e) {
      // a kernel without huge pages does not know the advice, and needs none
    }
  }

  private static void advise(long address, long bytes, int advice) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      check((int) MADVISE.invokeExact(state, address, bytes, advice), "advise memory", state);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** A file without a name, of zeros, gone once closed and unmapped. */
  static int file(String name, long bytes) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int file = (int) MEMFD_CREATE.invokeExact(state, arena.allocateFrom(name), CLOSE_ON_EXEC);
      check(file, "make a memory file", state);
      check((int) FTRUNCATE.invokeExact(state, file, bytes), "size a memory file", state);
      return file;
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  static void close(int file) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      check((int) CLOSE.invokeExact(state, file), "close a memory file", state);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** What is mapped at an address, without a check that it still is. */
  static MemorySegment at(long address, long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  private static void check(int result, String what, MemorySegment state) {
    if (result < 0) {
      throw failed(what, state);
    }
  }

  private static SandboxException failed(String what, MemorySegment state) {
    return new SandboxException(
        SandboxException.Code.FAILED,
        ("the kernel did not %s: error %d; is there memory left, and room in vm.max_map_count and"
                + " among open files?")
            .formatted(what, (int) ERRNO_VALUE.get(state, 0L)));
  }

  private static RuntimeException rethrown(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(thrown);
  }
}
