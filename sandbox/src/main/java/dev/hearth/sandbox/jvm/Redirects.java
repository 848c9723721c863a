package dev.hearth.sandbox.jvm;

import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What functions' classes call instead of the process's own. Not for anybody else. */
@SuppressWarnings("DoNotCallSuggester") // called by functions that would end the process
public final class Redirects {
  private Redirects() {}

  /** Instead of {@code System.out} and {@code System.err}. */
  public static PrintStream output() {
    Scope scope = Scope.current();
    return scope == null ? System.err : scope.output();
  }

  /** Instead of {@code System.getenv()}. */
  public static Map<String, String> environment() {
    Scope scope = Scope.current();
    return scope == null ? Map.of() : scope.sandbox().program().environment();
  }

  /** Instead of {@code System.getenv(name)}. */
  public static @Nullable String variable(String name) {
    return environment().get(name);
  }

  /** Instead of {@code System.exit} and what it calls. */
  public static void exit(int status) {
    throw new ExitError(status);
  }

  /** The same, of an object. */
  public static void exit(Runtime runtime, int status) {
    throw new ExitError(status);
  }
}
