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
import dev.hearth.sandbox.handler.NoFunctions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

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

  private static final Capabilities PHOTONS =
      new Capabilities(
          Isolation.NONE,
          Sharing.PROCESS,
          StartClass.MICROSECONDS,
          Set.of("java"),
          false,
          false,
          false);

  private final String name;
  private final boolean scoped;
  private final Engine engine;
  private final ConcurrentHashMap<Program, ProgramCode> prepared = new ConcurrentHashMap<>();

  /**
   * @param functions what functions call others with, by tenant
   */
  public JvmProvider(Function<String, Functions> functions) {
    this("jvm", false, functions);
  }

  private JvmProvider(String name, boolean scoped, Function<String, Functions> functions) {
    this.name = name;
    this.scoped = scoped;
    this.engine = new Engine(functions);
  }

  /**
   * All sandboxes of a program share its classes, and so their compiled code, and keep static state
   * apart: the provider {@code photons}, after Dukic et al., SoCC 2020.
   *
   * @param functions what functions call others with, by tenant
   */
  public static JvmProvider photons(Function<String, Functions> functions) {
    return new JvmProvider("photons", true, functions);
  }

  /** For functions that call no others. */
  public static JvmProvider photons() {
    return photons(NoFunctions.BY_TENANT);
  }

  /** For functions that call no others. */
  public JvmProvider() {
    this(NoFunctions.BY_TENANT);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Capabilities capabilities() {
    return scoped ? PHOTONS : CAPABILITIES;
  }

  @Override
  public Availability availability() {
    return new Availability.Available("in the node's own process: contains nothing");
  }

  @Override
  public void prepare(Program program) {
    prepared.computeIfAbsent(program, key -> ProgramCode.of(key, engine.bridge(), scoped));
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
