package dev.hearth.node.function;

import dev.hearth.functions.Concurrency;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxProvider;
import java.util.concurrent.CompletableFuture;

/** A version of a function that is served, or retires. Owned by the event loop. */
public final class Served {
  final int handle;
  final FunctionVersion version;
  final Program program;
  final SandboxProvider provider;
  final CallDeadlines deadlines;
  Concurrency concurrency;
  FunctionMeasures measures = FunctionMeasures.NONE;
  boolean retired;

  /** Done once nothing of it is left. */
  final CompletableFuture<Void> gone = new CompletableFuture<>();

  /** Accepted and not answered. */
  int open;

  Served(
      int handle,
      FunctionVersion version,
      Program program,
      SandboxProvider provider,
      Concurrency concurrency,
      CallDeadlines deadlines) {
    this.handle = handle;
    this.version = version;
    this.program = program;
    this.provider = provider;
    this.concurrency = concurrency;
    this.deadlines = deadlines;
  }

  /** Its handle in the kernel. */
  public int handle() {
    return handle;
  }

  /** Whether it takes no more calls. */
  public boolean retired() {
    return retired;
  }

  public FunctionVersion version() {
    return version;
  }

  /** What its sandboxes are called in manifests. */
  public String sandbox() {
    return provider.name();
  }

  /** Whether its owner's limit of calls at once is reached. */
  boolean full() {
    return concurrency.reserved().isPresent() && open >= concurrency.reserved().getAsInt();
  }

  long timeoutNanos() {
    return version.configuration().timeoutNanos();
  }
}
