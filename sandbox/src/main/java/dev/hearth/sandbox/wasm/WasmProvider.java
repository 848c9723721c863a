package dev.hearth.sandbox.wasm;

import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Capabilities;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.Sharing;
import dev.hearth.sandbox.StartClass;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Runs WebAssembly modules in the node's own process: as many instances as there is memory for, on
 * compiled code that all of them share, each kept to its own memory by checks in that code
 * (software fault isolation). What a module can call is the functions of WASI preview 1, without
 * files and without a network.
 *
 * <p>Processor time is shared evenly and not limited by {@link ProgramLimits#cpuMillis}.
 */
public final class WasmProvider implements SandboxProvider {
  /** What manifests call it. */
  public static final String NAME = "wasm";

  private static final int MAXIMUM_THREADS = 512;
  private static final long MODULE_BYTES = 64L << 20;

  private final ComputeThreads threads;
  private final Map<Program, Prepared> programs = new ConcurrentHashMap<>();
  private final Map<String, Compiled> modules = new ConcurrentHashMap<>();
  private final Regions regions = new Regions();

  /** As many calls at once as there are processors. */
  public WasmProvider() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /**
   * Runs nothing yet.
   *
   * @param cores calls that run at once; others take turns with them
   */
  public WasmProvider(int cores) {
    threads = new ComputeThreads(cores, MAXIMUM_THREADS);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        Isolation.MEMORY,
        Sharing.PROCESS,
        StartClass.MICROSECONDS,
        Set.of("wasm"),
        false,
        false,
        true);
  }

  @Override
  public Availability availability() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return new Availability.Unavailable("it needs Linux, whose way of mapping memory it uses");
    }
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return new Availability.Unavailable("it needs a little-endian processor");
    }
    return Availability.AVAILABLE;
  }

  @Override
  public void prepare(Program program) {
    prepared(program);
  }

  Prepared prepared(Program program) {
    return programs.computeIfAbsent(program, this::made);
  }

  private Prepared made(Program program) {
    if (program.limits().concurrency() != 1) {
      throw invalid(
          program,
          "an instance of a module takes one call at a time; say 1 instead of %d"
              .formatted(program.limits().concurrency()));
    }
    if (program.network()) {
      throw invalid(program, "WASI preview 1 has no network; do not ask for it");
    }
    byte[] code = code(program);
    try {
      Compiled compiled = modules.computeIfAbsent(digest(code), absent -> Compiled.of(code));
      return Prepared.of(program, compiled, regions.of(program), threads);
    } catch (SandboxException e) {
      regions.release(program);
      throw new SandboxException(e.code(), program.name() + ": " + e.getMessage(), e);
    }
  }

  private static byte[] code(Program program) {
    Path module = module(program);
    try {
      if (Files.size(module) > MODULE_BYTES) {
        throw invalid(
            program,
            "its module has %,d bytes, more than %,d".formatted(Files.size(module), MODULE_BYTES));
      }
      return Files.readAllBytes(module);
    } catch (IOException e) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          program.name() + ": its module cannot be read: " + e.getMessage(),
          e);
    }
  }

  /** The upload itself, or the one module that is in it. */
  private static Path module(Program program) {
    List<Path> found = program.content().map(WasmProvider::modules).orElse(List.of());
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.isEmpty() && program.archive().isPresent()) {
      return program.archive().get();
    }
    throw invalid(
        program,
        "there are %d files *.wasm at the top of its package; there has to be one"
            .formatted(found.size()));
  }

  private static List<Path> modules(Path content) {
    try (Stream<Path> files = Files.list(content)) {
      return files.filter(file -> file.toString().endsWith(".wasm")).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String digest(byte[] code) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(code));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void release(Program program) {
    programs.remove(program);
    modules.values().removeIf(this::unused);
    regions.release(program);
  }

  private boolean unused(Compiled module) {
    return programs.values().stream().noneMatch(program -> program.runs(module));
  }

  @Override
  public Sandbox create(ProgramLimits limits, SandboxListener listener) {
    return new WasmSandbox(this, limits);
  }

  ComputeThreads threads() {
    return threads;
  }

  @Override
  public void close() {
    threads.close();
    programs.clear();
    modules.clear();
  }

  private static SandboxException invalid(Program program, String message) {
    return new SandboxException(
        SandboxException.Code.INVALID_PROGRAM, program.name() + ": " + message);
  }
}
