package dev.hearth.sandbox.wasm;

import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasi.WasiExitException;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program ready to have sandboxes: compiled, initialised once, and its state then kept as the
 * image they all begin with.
 *
 * @param initialised whether the image is that of after the initialisation; if not, the
 *     initialisation asked for time or random numbers, and each sandbox runs its own
 * @param environment variables, each as programs read it
 */
record Prepared(
    Compiled compiled,
    Form form,
    Image image,
    boolean initialised,
    int maximumPages,
    String name,
    List<byte[]> environment,
    Map<String, Region> regions) {
  private static final long INITIALISATION_SECONDS = 10;
  private static final CallListener NOBODY = ended -> {};
  private static final List<String> INITIALISERS = List.of("_initialize", "wizer.initialize");

  /**
   * Runs the initialisation of a program.
   *
   * @throws SandboxException if it cannot run here, or fails
   */
  static Prepared of(
      Program program, Compiled compiled, Map<String, Region> regions, ComputeThreads threads) {
    Form form = Form.of(program, compiled);
    int maximum = maximumPages(program, compiled);
    List<byte[]> environment = environment(program);
    Guest guest = Guest.blank(compiled, maximum, program.name(), regions);
    try {
      Image before = guest.capture();
      var fresh =
          new Prepared(
              compiled, form, before, false, maximum, program.name(), environment, regions);
      fresh.initialise(guest, threads);
      boolean shared = !guest.chance().wasUsed();
      Image image = shared ? guest.capture() : before;
      return new Prepared(
          compiled, form, image, shared, maximum, program.name(), environment, regions);
    } finally {
      guest.close();
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very one: there is one for each code
  boolean runs(Compiled module) {
    return compiled == module;
  }

  /** A guest in the state of the image, or initialised on its own. */
  Guest guest() {
    return Guest.of(compiled, image, maximumPages, name, regions);
  }

  /**
   * Runs what comes before the first call, and waits.
   *
   * @throws SandboxException if it fails or takes too long
   */
  void initialise(Guest guest, ComputeThreads threads) {
    var written = new Lines(4 << 10, NOBODY);
    guest.wasi().connect(new byte[0], environment, OutputStream.nullOutputStream(), written);
    within(threads, () -> initialise(guest), guest, written);
  }

  /** Runs what comes before the first call. On a thread of {@link ComputeThreads}. */
  void initialise(Guest guest) {
    if (compiled.start() >= 0) {
      guest.call(compiled.start());
    }
    for (String name : INITIALISERS) {
      Integer function = compiled.exports().get(name);
      if (function != null) {
        guest.call(function);
      }
    }
  }

  private static int maximumPages(Program program, Compiled compiled) {
    MemoryLimits declared = compiled.module().memorySection().orElseThrow().getMemory(0).limits();
    long allowed =
        Math.min(program.limits().memoryBytes() / Memory.PAGE_SIZE, Memory.RUNTIME_MAX_PAGES);
    if (declared.initialPages() > allowed) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          "it needs %,d KiB of memory to begin with, and may have %,d KiB; allow it more"
              .formatted(declared.initialPages() * 64L, allowed * 64));
    }
    return (int) Math.min(allowed, declared.maximumPages());
  }

  private static List<byte[]> environment(Program program) {
    Map<String, String> variables = new TreeMap<>(program.environment());
    variables.putIfAbsent("_HANDLER", program.handler());
    variables.putIfAbsent("AWS_LAMBDA_FUNCTION_NAME", program.name());
    variables.putIfAbsent("AWS_LAMBDA_FUNCTION_VERSION", program.version());
    variables.putIfAbsent(
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Long.toString(program.limits().memoryBytes() >> 20));
    var all = new ArrayList<byte[]>();
    variables.forEach((name, value) -> all.add(Wasi.variable(name, value)));
    return List.copyOf(all);
  }

  /** Runs something on a compute thread and waits for it, for as long as initialising may take. */
  private static void within(ComputeThreads threads, Runnable work, Guest guest, Lines written) {
    var done = new CompletableFuture<Void>();
    var run =
        new Run() {
          @Override
          void work() {
            try {
              work.run();
              done.complete(null);
            } catch (Throwable e) {
              done.completeExceptionally(e);
            }
          }
        };
    threads.execute(run);
    try {
      done.get(INITIALISATION_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      run.stop();
      done.exceptionally(ignored -> null).join();
      throw failed("it took longer than %d s".formatted(INITIALISATION_SECONDS), e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof WasiExitException exit && exit.exitCode() == 0) {
        return;
      }
      throw failed(Failure.of(cause, guest.memory().refused(), written).message(), cause);
    } catch (InterruptedException e) {
      run.stop();
      done.exceptionally(ignored -> null).join();
      Thread.currentThread().interrupt();
      throw failed("whoever waited for it was interrupted", e);
    }
  }

  private static SandboxException failed(String why, Throwable cause) {
    return new SandboxException(
        SandboxException.Code.START_FAILED, "its initialisation failed: " + why, cause);
  }

  /** Leaves out the environment. */
  @Override
  public String toString() {
    return name;
  }
}
