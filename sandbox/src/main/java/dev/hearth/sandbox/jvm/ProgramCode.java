package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.handler.HandlerClass;
import dev.hearth.sandbox.handler.HandlerException;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What all sandboxes of a program have in common: its files, and its classes as rewritten. */
final class ProgramCode implements AutoCloseable {
  private final Program program;
  private final ClassLoader bridge;
  private final CodeFiles files;
  private final Rewriter rewriter;
  private final ConcurrentHashMap<String, CodeFiles.Found> definitions = new ConcurrentHashMap<>();
  private volatile boolean nonBlocking;

  private ProgramCode(Program program, ClassLoader bridge) throws IOException {
    this.program = program;
    this.bridge = bridge;
    this.files = new CodeFiles(ClassPath.of(program));
    this.rewriter = new Rewriter(files);
  }

  /**
   * @throws SandboxException if its files cannot be read or there is no such handler
   */
  static ProgramCode of(Program program, ClassLoader bridge) {
    try {
      var code = new ProgramCode(program, bridge);
      try {
        code.nonBlocking = code.handler(code.loader()).nonBlocking();
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
          CodeFiles.Found found = files.find(name.replace('.', '/') + ".class");
          return found == null
              ? null
              : new CodeFiles.Found(rewriter.rewrite(found.bytes()), found.origin());
        });
  }

  /** Whether calls run on their caller's thread. */
  boolean nonBlocking() {
    return nonBlocking;
  }

  /**
   * Gives every later call a thread of its own.
   *
   * @return whether this is news
   */
  synchronized boolean block() {
    boolean news = nonBlocking;
    nonBlocking = false;
    return news;
  }

  FunctionClassLoader loader() {
    return new FunctionClassLoader(program.name(), this, bridge);
  }

  HandlerClass handler(ClassLoader loader) {
    try {
      return HandlerClass.find(loader, program.handler());
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
