package dev.hearth.sandbox.jvm;

import dev.hearth.api.Functions;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs Java functions in the node's own process, each sandbox with a class loader of its own. It
 * contains nothing: code may read the node's memory, use all of it, and stop the node.
 */
public final class JvmProvider implements SandboxProvider {
  private static final Capabilities CAPABILITIES =
      new Capabilities(
          Isolation.NONE,
          Sharing.PROCESS,
          StartClass.MILLISECONDS,
          Set.of("java"),
          false,
          false,
          false);

  private final Engine engine;
  private final ConcurrentHashMap<Program, ProgramCode> prepared = new ConcurrentHashMap<>();

  /**
   * @param functions what functions call others with, by tenant
   */
  public JvmProvider(java.util.function.Function<String, Functions> functions) {
    engine = new Engine(functions);
  }

  /** For functions that call no others. */
  public JvmProvider() {
    this(NoFunctions.BY_TENANT);
  }

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Availability availability() {
    return new Availability.Available("in the node's own process: contains nothing");
  }

  @Override
  public void prepare(Program program) {
    prepared.computeIfAbsent(program, key -> ProgramCode.of(key, engine.bridge()));
  }

  @Override
  public void release(Program program) {
    ProgramCode code = prepared.remove(program);
    if (code != null) {
      code.close();
    }
  }

  @Override
  public Sandbox create(ProgramLimits limits, SandboxListener listener) {
    return new JvmSandbox(engine, listener, this::code);
  }

  private ProgramCode code(Program program) {
    ProgramCode code = prepared.get(program);
    if (code == null) {
      throw new SandboxException(
          SandboxException.Code.UNSUPPORTED, program + " was not prepared, or is released");
    }
    return code;
  }

  @Override
  public void close() {
    prepared.values().forEach(ProgramCode::close);
    prepared.clear();
    engine.close();
  }
}
