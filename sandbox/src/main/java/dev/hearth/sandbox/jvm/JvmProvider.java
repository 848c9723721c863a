package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Capabilities;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.Neighbours;
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
   * @param neighbours what its functions can call
   */
  public JvmProvider(Neighbours neighbours) {
    this("jvm", false, neighbours);
  }

  private JvmProvider(String name, boolean scoped, Neighbours neighbours) {
    this.name = name;
    this.scoped = scoped;
    this.engine = new Engine(neighbours);
  }

  /**
   * All sandboxes of a program share its classes, and so their compiled code, and keep static state
   * apart: the provider {@code photons}, after Dukic et al., SoCC 2020.
   *
   * @param neighbours what its functions can call
   */
  public static JvmProvider photons(Neighbours neighbours) {
    return new JvmProvider("photons", true, neighbours);
  }

  /** For functions that call no others. */
  public static JvmProvider photons() {
    return photons(Neighbours.NONE);
  }

  /** For functions that call no others. */
  public JvmProvider() {
    this(Neighbours.NONE);
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
