package dev.hearth.sandbox.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.handler.Entry;
import dev.hearth.sandbox.handler.Target;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * One of as many places as a sandbox takes calls at once. Threads find theirs through {@link
 * #current}; those that a function starts inherit it.
 */
final class Scope {
  private static final InheritableThreadLocal<@Nullable Scope> CURRENT =
      new InheritableThreadLocal<>();

  private final JvmSandbox sandbox;
  private final ScopeOutput lines = new ScopeOutput(this);
  private final PrintStream output = new PrintStream(lines, true, UTF_8);
  private @Nullable Entry entry;
  private Statics statics = new Statics();
  private volatile @Nullable CallRun run;

  Scope(JvmSandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** The scope of this thread; null outside functions. */
  static @Nullable Scope current() {
    return CURRENT.get();
  }

  void enter(@Nullable CallRun call) {
    run = call;
    CURRENT.set(this);
  }

  void leave() {
    lines.finish();
    CURRENT.remove();
    run = null;
  }

  /** The handler that calls in this scope use; made if it has none, which runs its code. */
  Entry entry(Target handler) {
    Entry known = entry;
    if (known == null) {
      known = handler.instance();
      entry = known;
    }
    return known;
  }

  void use(Entry shared) {
    entry = shared;
  }

  /** Forgets all that calls left. */
  void reset() {
    entry = null;
    statics = new Statics();
  }

  Statics statics() {
    return statics;
  }

  JvmSandbox sandbox() {
    return sandbox;
  }

  PrintStream output() {
    return output;
  }

  /** Passes a line on to the call under way, or to whoever hears the sandbox. */
  void line(String text) {
    CallRun call = run;
    if (call == null || !call.line(text)) {
      sandbox.line(text);
    }
  }
}
