package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.handler.HandlerException;
import dev.hearth.sandbox.handler.Target;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What all sandboxes of a program have in common: its files, and its classes as rewritten. */
final class ProgramCode implements AutoCloseable {
  /** How often a call may hold its caller's thread somewhat too long. */
  static final int STRIKES = 5;

  private final Program program;
  private final ClassLoader bridge;
  private final boolean scoped;
  private final boolean fresh;
  private final CodeFiles files;
  private final Rewriter rewriter;
  private final ConcurrentHashMap<String, CodeFiles.Found> definitions = new ConcurrentHashMap<>();
  private final FunctionClassLoader loader;
  private volatile boolean nonBlocking;
  private int strikes;

  private ProgramCode(Program program, ClassLoader bridge, boolean scoped) throws IOException {
    this.program = program;
    this.bridge = bridge;
    this.scoped = scoped;
    this.fresh = scoped && Statefulness.of(program) == Statefulness.FRESH;
    this.files = new CodeFiles(ClassPath.of(program));
    this.rewriter = new Rewriter(files, scoped);
    this.loader = newLoader();
  }

  /**
   * @throws SandboxException if its files cannot be read or there is no such handler
   */
  static ProgramCode of(Program program, ClassLoader bridge, boolean scoped) {
    try {
      var code = new ProgramCode(program, bridge, scoped);
      try {
        code.nonBlocking = code.handler(code.loader).nonBlocking();
        return code;
      } catch (RuntimeException e) {
        code.close();
        throw e;
      }
    } catch (IOException e) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          "the code of %s cannot be read as a jar: %s".formatted(program, e.getMessage()),
          e);
    }
  }

  Program program() {
    return program;
  }

  CodeFiles files() {
    return files;
  }

  /** A class as loaders shall define it; null if the program has none of that name. */
  CodeFiles.@Nullable Found definition(String className) {
    return definitions.computeIfAbsent(
        className,
        name -> {
          String internal = name.replace('.', '/');
          CodeFiles.Found found = files.find(internal + ".class");
          return found == null
              ? rewriter
                  .holder(internal)
                  .map(bytes -> new CodeFiles.Found(bytes, files.origin()))
                  .orElse(null)
              : new CodeFiles.Found(rewriter.rewrite(found.bytes()), found.origin());
        });
  }

  /** Whether calls run on their caller's thread. */
  boolean nonBlocking() {
    return nonBlocking;
  }

  /**
   * Gives every later call a thread of its own, if this one blocked for sure, or it was too slow
   * often enough.
   *
   * @return whether this is news
   */
  synchronized boolean block(boolean surely) {
    strikes++;
    if (!nonBlocking || !(surely || strikes >= STRIKES)) {
      return false;
    }
    nonBlocking = false;
    return true;
  }

  /** Whether sandboxes share classes, and keep static state by scope. */
  boolean scoped() {
    return scoped;
  }

  /** Whether each call starts with static state as at the first, as the publication has it. */
  boolean fresh() {
    return fresh;
  }

  /** The loader for one more sandbox: its own, or everybody's. */
  FunctionClassLoader loader() {
    return scoped ? loader : newLoader();
  }

  private FunctionClassLoader newLoader() {
    return new FunctionClassLoader(program.name(), this, bridge);
  }

  Target handler(ClassLoader loader) {
    try {
      return Target.find(loader, program.handler());
    } catch (HandlerException e) {
      throw new SandboxException(SandboxException.Code.INVALID_PROGRAM, e.text(), e);
    }
  }

  @Override
  public void close() {
    files.close();
    definitions.clear();
  }
}
