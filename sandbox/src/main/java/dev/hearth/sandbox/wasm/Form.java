package dev.hearth.sandbox.wasm;

import com.dylibso.chicory.wasi.WasiExitException;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import java.util.List;

/** How a module takes a call. */
sealed interface Form {
  String START = "_start";
  String ALLOCATE = "allocate";

  /**
   * Answers a call.
   *
   * @param lines where its log goes
   * @throws RuntimeException of any kind, which {@link Failure} knows
   */
  byte[] answer(Guest guest, byte[] payload, List<byte[]> environment, Lines lines, long limit);

  /** Whether each call begins in the state of the image. */
  boolean startsAnew();

  /**
   * A program: input on standard input, answer on standard output, log on standard error, and an
   * exit status. It begins anew with each call.
   */
  record Command(int start) implements Form {
    @Override
    public byte[] answer(
        Guest guest, byte[] payload, List<byte[]> environment, Lines lines, long limit) {
      var answer = new Answer(limit);
      guest.wasi().connect(payload, environment, answer, lines);
      try {
        guest.call(start);
      } catch (WasiExitException e) {
        if (e.exitCode() != 0) {
          throw new Exit(e.exitCode(), answer.bytes());
        }
      }
      return answer.bytes();
    }

    @Override
    public boolean startsAnew() {
      return true;
    }
  }

  /** A library: a function that takes where its input lies and says where its answer does. */
  record Reactor(int allocate, int handle) implements Form {
    private static final int REPORTED = 0x8000_0000;

    @Override
    public byte[] answer(
        Guest guest, byte[] payload, List<byte[]> environment, Lines lines, long limit) {
      guest.wasi().connect(NOTHING, environment, lines, lines);
      int at = (int) guest.call(allocate, payload.length)[0];
      if (at == 0 && payload.length > 0) {
        throw new NoRoom(payload.length);
      }
      guest.memory().write(at, payload);
      long answer = guest.call(handle, at, payload.length)[0];
      int size = (int) answer & ~REPORTED;
      if (size > limit) {
        throw new Answer.TooLarge();
      }
      byte[] bytes = guest.memory().readBytes((int) (answer >>> 32), size);
      if (((int) answer & REPORTED) != 0) {
        throw new Reported(bytes);
      }
      return bytes;
    }

    @Override
    public boolean startsAnew() {
      return false;
    }
  }

  byte[] NOTHING = {};

  /** A command ended with a status other than 0. */
  final class Exit extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int status;
    final transient byte[] written;

    Exit(int status, byte[] written) {
      super("exited with status " + status, null, false, false);
      this.status = status;
      this.written = written;
    }
  }

  /** A library said that its answer is an error. */
  final class Reported extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient byte[] report;

    Reported(byte[] report) {
      super("reported an error", null, false, false);
      this.report = report;
    }
  }

  /** A library had no room for its input. */
  final class NoRoom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRoom(int bytes) {
      super("it found no room for %,d bytes of input".formatted(bytes), null, false, false);
    }
  }

  /**
   * The form a module has.
   *
   * @throws SandboxException if it is neither
   */
  static Form of(Program program, Compiled compiled) {
    String handler = program.handler();
    if (handler.isBlank() || handler.equals(START)) {
      return command(compiled);
    }
    return new Reactor(
        function(compiled, ALLOCATE, List.of(ValType.I32), List.of(ValType.I32)),
        function(compiled, handler, List.of(ValType.I32, ValType.I32), List.of(ValType.I64)));
  }

  private static Form command(Compiled compiled) {
    if (!compiled.exports().containsKey(START)) {
      throw invalid(
          ("it exports no function %s; name the function to call as the handler, or build it as a"
                  + " program with main. It exports %s")
              .formatted(START, compiled.exported()));
    }
    return new Command(function(compiled, START, List.of(), List.of()));
  }

  private static int function(
      Compiled compiled, String export, List<ValType> takes, List<ValType> gives) {
    Integer index = compiled.exports().get(export);
    if (index == null) {
      throw invalid(
          "it exports no function '%s'; it exports %s".formatted(export, compiled.exported()));
    }
    FunctionType type = compiled.type(index);
    if (!type.params().equals(takes) || !type.returns().equals(gives)) {
      throw invalid(
          "its function '%s' is of type %s; it must take %s and return %s"
              .formatted(export, type, takes, gives));
    }
    return index;
  }

  private static SandboxException invalid(String message) {
    return new SandboxException(SandboxException.Code.INVALID_PROGRAM, message);
  }
}
