package dev.hearth.sandbox.worker;

import dev.hearth.api.Context;
import dev.hearth.api.Functions;
import dev.hearth.sandbox.handler.LineLogger;
import dev.hearth.sandbox.handler.SharedObjects;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The context of one call, from its headers and the process's environment. */
record WorkerContext(
    Map<String, String> environment,
    RuntimeClient.Answer call,
    SharedObjects sharedObjects,
    Worker worker)
    implements Context {
  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  String functionArn() {
    return call.header("lambda-runtime-invoked-function-arn");
  }

  @Override
  public String invocationId() {
    return call.header("lambda-runtime-aws-request-id");
  }

  @Override
  public String functionName() {
    return variable("AWS_LAMBDA_FUNCTION_NAME");
  }

  @Override
  public String functionVersion() {
    return variable("AWS_LAMBDA_FUNCTION_VERSION");
  }

  @Override
  public String tenant() {
    return call.headers().getOrDefault("lambda-runtime-aws-tenant-id", "default");
  }

  @Override
  public Instant deadline() {
    return Instant.ofEpochMilli(Long.parseLong(call.header("lambda-runtime-deadline-ms")));
  }

  @Override
  public Duration remaining() {
    Duration left = Duration.between(Instant.now(), deadline());
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public long memoryLimitBytes() {
    return Long.parseLong(variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")) << 20;
  }

  @Override
  public Optional<String> trace() {
    return Optional.ofNullable(call.headers().get("lambda-runtime-trace-id"));
  }

  @Override
  public Optional<String> clientContext() {
    return Optional.ofNullable(call.headers().get("lambda-runtime-client-context"));
  }

  @Override
  public System.Logger logger() {
    return new LineLogger(functionName(), System.out::println);
  }

  @Override
  public Functions functions() {
    return worker.functions(invocationId());
  }

  @Override
  public <T> T shared(String key, Supplier<T> make) {
    return sharedObjects.get(key, make);
  }
}
