package dev.hearth.benchmarks;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.Sandbox;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Calls a sandbox and waits for the end. */
final class BlockingCall {
  private static final AtomicLong IDS = new AtomicLong();

  private BlockingCall() {}

  static CompletableFuture<CallEnd> start(Sandbox sandbox, byte[] payload) {
    var end = new CompletableFuture<CallEnd>();
    sandbox.invoke(
        new Call(
            IDS.incrementAndGet(),
            "",
            payload,
            Long.MAX_VALUE,
            "",
            "default",
            Optional.empty(),
            Optional.empty()),
        end::complete);
    return end;
  }

  static CallEnd of(Sandbox sandbox, byte[] payload) {
    return start(sandbox, payload).join();
  }
}
