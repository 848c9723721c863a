package dev.hearth.sandbox.zygote;

import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Capabilities;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.Neighbours;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxException.Code;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.Sharing;
import dev.hearth.sandbox.StartClass;
import dev.hearth.sandbox.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs Python functions in forks of interpreters that have imported their packages already. Each
 * fork has namespaces, a control group and a user of its own, no privileges, and a filter of system
 * calls. What forks share is pages of memory that no function has written, and with them the layout
 * of their addresses.
 *
 * <p>Source: SOCK (Oakes and others, USENIX ATC 2018).
 */
public final class ZygoteProvider implements SandboxProvider {
  private static final int FIRST_USER = 210_000;
  private static final int MAX_CONCURRENCY = 64;

  private final ZygoteConfig config;
  private final Neighbours neighbours;
  private final Map<Path, Set<String>> packages = new ConcurrentHashMap<>();
  private final Set<ZygoteSandbox> sandboxes = ConcurrentHashMap.newKeySet();
  private @Nullable Availability availability;
  private @Nullable Workshop workshop;
  private @Nullable Zygotes zygotes;
  private boolean closed;

  public ZygoteProvider(ZygoteConfig config) {
    this(config, Neighbours.NONE);
  }

  /**
   * Starts nothing yet.
   *
   * @param neighbours what its functions can call with {@code hearth.invoke}
   */
  public ZygoteProvider(ZygoteConfig config, Neighbours neighbours) {
    this.config = config;
    this.neighbours = neighbours;
  }

  @Override
  public String name() {
    return "zygote";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        Isolation.PROCESS,
        Sharing.PAGES,
        StartClass.MILLISECONDS,
        Set.of("python"),
        true,
        false,
        true);
  }

  @Override
  public synchronized Availability availability() {
    if (availability == null) {
      availability = Workshop.possible();
      if (availability instanceof Availability.Available) {
        availability = trial();
      }
    }
    return availability;
  }

  /** Starts an interpreter and ends it: a node whose functions need none keeps none. */
  private Availability trial() {
    try {
      zygotes();
      return Availability.AVAILABLE;
    } catch (SandboxException e) {
      return new Availability.Unavailable(String.valueOf(e.getMessage()));
    } finally {
      if (workshop != null) {
        workshop.close(zygotes);
      }
      workshop = null;
      zygotes = null;
    }
  }

  ZygoteConfig config() {
    return config;
  }

  Neighbours neighbours() {
    return neighbours;
  }

  Wire wire() {
    return workshop().wire();
  }

  /** Memory to share with a sandbox; null where this machine has no place for it. */
  @Nullable Region region(String token) {
    Path memory = workshop().memory();
    try {
      return memory == null ? null : new Region(memory.resolve(token));
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, "no shared memory: " + e.getMessage(), e);
    }
  }

  private synchronized Workshop workshop() {
    if (closed) {
      throw new SandboxException(Code.UNAVAILABLE, "the sandboxes of this node are closed");
    }
    if (workshop == null) {
      workshop = new Workshop();
    }
    return workshop;
  }

  /** The warm interpreters, started again if they have ended. */
  synchronized Zygotes zygotes() {
    if (zygotes == null || !zygotes.alive()) {
      zygotes = workshop().start(config);
    }
    return zygotes;
  }

  @Override
  public void prepare(Program program) {
    Path content = content(program);
    checkHandler(program, content);
    if (program.limits().concurrency() > MAX_CONCURRENCY) {
      throw new SandboxException(
          Code.INVALID_PROGRAM,
          "the sandbox 'zygote' runs at most %d calls of a function at once, not %d"
              .formatted(MAX_CONCURRENCY, program.limits().concurrency()));
    }
    try {
      Set<String> warm = Imports.of(content);
      packages.put(content, warm);
      zygotes().warm(warm);
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, "the code of " + program + " cannot be read", e);
    }
  }

  private static void checkHandler(Program program, Path content) {
    int dot = program.handler().lastIndexOf('.');
    String module = dot < 0 ? "" : program.handler().substring(0, dot).replace('.', '/');
    if (module.isEmpty() || module.startsWith("/") || module.contains("//")) {
      throw new SandboxException(
          Code.INVALID_PROGRAM,
          "the handler '%s' is not of the form module.function".formatted(program.handler()));
    }
    if (!Files.exists(content.resolve(module + ".py"))
        && !Files.isDirectory(content.resolve(module))) {
      throw new SandboxException(
          Code.INVALID_PROGRAM,
          "the code of %s has no %s.py, which its handler '%s' names"
              .formatted(program, module, program.handler()));
    }
  }

  static Path content(Program program) {
    Path content =
        program
            .content()
            .orElseThrow(() -> new SandboxException(Code.INVALID_PROGRAM, program + " has no code"))
            .toAbsolutePath();
    try {
      if (!Files.getPosixFilePermissions(content).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        throw new SandboxException(
            Code.FAILED,
            "the directory of the code of %s must be readable by all users".formatted(program));
      }
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, "the code of " + program + " cannot be read", e);
    }
    return content;
  }

  /** What a program imports that may be warm. */
  Set<String> packages(Program program) {
    return packages.getOrDefault(content(program), Set.of());
  }

  @Override
  public void release(Program program) {
    packages.remove(content(program));
  }

  @Override
  public Sandbox create(ProgramLimits limits, SandboxListener listener) {
    var recorder = new Timeline.Recorder();
    try {
      Group group = workshop().groups().take(limits);
      var sandbox = new ZygoteSandbox(this, limits, listener, group, recorder);
      sandboxes.add(sandbox);
      return sandbox;
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, "no control group for a sandbox", e);
    }
  }

  /** A user that no other sandbox has at the same time. */
  int user(Group group) {
    return FIRST_USER + Integer.parseInt(group.name().substring(1));
  }

  void ended(ZygoteSandbox sandbox, Group group) {
    sandboxes.remove(sandbox);
    workshop().groups().giveBack(group);
  }

  /** The package sets that are warm now. */
  List<Set<String>> warm() {
    return zygotes().warm();
  }

  @Override
  public void close() {
    List.copyOf(sandboxes).forEach(ZygoteSandbox::close);
    synchronized (this) {
      closed = true;
      if (workshop != null) {
        workshop.close(zygotes);
      }
    }
  }
}
