package dev.hearth.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.InvokeEnd.Answered;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.sandbox.SandboxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers every call with the version it was for, at once or when told. */
final class FakeRuntime implements FunctionRuntime {
  final TreeMap<Integer, FunctionVersion> served = new TreeMap<>();
  final TreeMap<Integer, Concurrency> sizes = new TreeMap<>();
  final Set<Integer> retired = new HashSet<>();
  final List<InvokeReply> held = new ArrayList<>();
  final List<CompletableFuture<Void>> retirements = new ArrayList<>();
  @Nullable CompletableFuture<Void> preparation;
  boolean holding;
  boolean lingering;
  String refusal = "";

  @Override
  public CompletionStage<Integer> serve(FunctionVersion version, Concurrency concurrency) {
    if (!refusal.isEmpty()) {
      return CompletableFuture.failedFuture(
          new SandboxException(SandboxException.Code.INVALID_PROGRAM, refusal));
    }
    int handle = served.size() + 1;
    served.put(handle, version);
    sizes.put(handle, concurrency);
    CompletableFuture<Void> before = preparation;
    return before == null
        ? CompletableFuture.completedFuture(handle)
        : before.thenApply(_ -> handle);
  }

  @Override
  public void resize(int handle, Concurrency concurrency) {
    sizes.put(handle, concurrency);
  }

  @Override
  public CompletionStage<Void> retire(int handle) {
    retired.add(handle);
    var done = new CompletableFuture<Void>();
    if (lingering) {
      retirements.add(done);
    } else {
      done.complete(null);
    }
    return done;
  }

  @Override
  public int ready(int handle) {
    Concurrency size = sizes.get(handle);
    return size == null ? 0 : size.provisioned();
  }

  @Override
  public Runnable invoke(int handle, Invoke call, InvokeReply reply) {
    if (retired.contains(handle)) {
      throw new AssertionError("a retired version was called");
    }
    if (holding) {
      held.add(reply);
      return () -> {};
    }
    FunctionVersion version = served.get(handle);
    String answer = version == null ? "?" : version.version() + " " + version.configuration();
    reply.ended(new Answered(answer.getBytes(UTF_8), Metered.NOTHING));
    return () -> {};
  }
}
