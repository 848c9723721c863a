package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.handler.HandlerException;
import dev.hearth.sandbox.handler.Target;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the code with which a function starts, on a thread of its own, for a limited time. */
final class Initialisation {
  /** As long as AWS allows. */
  private static final long LIMIT_SECONDS = 10;

  private Initialisation() {}

  static void of(Program program, ClassLoader loader, Scope scope, Target handler) {
    var task = new FutureTask<>(() -> instance(scope, handler), null);
    Thread thread = Thread.ofVirtual().unstarted(task);
    thread.setContextClassLoader(loader);
    thread.start();
    try {
      task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw failed(
          "%s did not start within %d s: %s".formatted(program, LIMIT_SECONDS, Stacks.top(thread)),
          e);
    } catch (ExecutionException e) {
      throw failed("%s does not start: %s".formatted(program, reason(e)), e);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw failed("the start of %s was interrupted".formatted(program), e);
    }
  }

  private static void instance(Scope scope, Target handler) {
    scope.enter(null);
    try {
      scope.entry(handler);
    } finally {
      scope.leave();
    }
  }

  private static String reason(ExecutionException e) {
    return e.getCause() instanceof HandlerException known
        ? known.text()
        : String.valueOf(e.getCause());
  }

  private static SandboxException failed(String message, Exception cause) {
    return new SandboxException(SandboxException.Code.START_FAILED, message, cause);
  }
}
