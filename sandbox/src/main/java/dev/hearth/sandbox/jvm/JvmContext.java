package dev.hearth.sandbox.jvm;

import dev.hearth.api.Context;
import dev.hearth.api.Functions;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.handler.LineLogger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** The context of one call(). */
record JvmContext(JvmSandbox sandbox, Scope scope, CallRun run) implements Context {
  private Call call() {
    return run.call();
  }

  @Override
  public String invocationId() {
    return call().requestId();
  }

  @Override
  public String functionName() {
    return sandbox.program().name();
  }

  @Override
  public String functionVersion() {
    return sandbox.program().version();
  }

  @Override
  public String tenant() {
    return call().tenant();
  }

  @Override
  public Instant deadline() {
    return Instant.ofEpochMilli(call().deadlineMillis());
  }

  @Override
  public Duration remaining() {
    return Duration.ofMillis(Math.max(0, call().deadlineMillis() - System.currentTimeMillis()));
  }

  @Override
  public long memoryLimitBytes() {
    return sandbox.program().limits().memoryBytes();
  }

  @Override
  public Optional<String> trace() {
    return call().trace();
  }

  @Override
  public Optional<String> clientContext() {
    return call().clientContext();
  }

  @Override
  public System.Logger logger() {
    return new LineLogger(functionName(), scope::line);
  }

  @Override
  public Functions functions() {
    return run.functions();
  }

  @Override
  public <T> T shared(String key, Supplier<T> make) {
    return sandbox.loader().shared().get(key, make);
  }
}
