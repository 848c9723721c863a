package dev.hearth.api.testing;

import dev.hearth.api.Context;
import dev.hearth.api.FunctionFailedException;
import dev.hearth.api.Functions;
import dev.hearth.api.Handler;
import dev.hearth.api.StreamingHandler;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call's context for unit tests, and what calls a handler with it, as a node would: on a thread
 * of its own, interrupted when its time is over.
 *
 * <pre>{@code
 * var context = new TestContext().timeout(Duration.ofSeconds(1));
 * assertThat(context.call(new Greeter(), "Ada")).isEqualTo("Hello, Ada");
 * assertThat(context.lines()).contains("greeted Ada");
 * }</pre>
 */
public final class TestContext implements Context {
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final ConcurrentHashMap<String, Object> shared = new ConcurrentHashMap<>();
  private final TestFunctions functions = new TestFunctions();
  private String tenant = "default";
  private Duration timeout = Duration.ofSeconds(3);
  private Instant deadline = Instant.MAX;

  public TestContext tenant(String name) {
    tenant = name;
    return this;
  }

  /** How long a call may take; three seconds, as AWS has it, unless said. */
  public TestContext timeout(Duration most) {
    timeout = most;
    return this;
  }

  /** The functions that the one under test finds. */
  public TestFunctions others() {
    return functions;
  }

  /**
   * Calls a handler.
   *
   * @throws Exception what it throws; a {@link TimeoutException} if its time was over
   */
  public <I extends @Nullable Object, O extends @Nullable Object> O call(
      Handler<I, O> handler, I input) throws Exception {
    return run(() -> handler.handle(input, this));
  }

  /**
   * Calls a handler that answers in parts.
   *
   * @return the parts, joined
   * @throws Exception as above
   */
  public byte[] call(StreamingHandler handler, byte[] input) throws Exception {
    var parts = new ByteArrayOutputStream();
    return run(
        () -> {
          handler.handle(input, new TestStream(parts), this);
          return parts.toByteArray();
        });
  }

  private <T extends @Nullable Object> T run(Callable<T> call) throws Exception {
    deadline = Instant.now().plus(timeout);
    var task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    try {
      return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new TimeoutException("the function took longer than " + timeout);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception own ? own : e;
    }
  }

  /** What the function logged, line by line. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public String invocationId() {
    return "00000000-0000-0000-0000-000000000000";
  }

  @Override
  public String functionName() {
    return "function-under-test";
  }

  @Override
  public String functionVersion() {
    return "$LATEST";
  }

  @Override
  public String tenant() {
    return tenant;
  }

  @Override
  public Instant deadline() {
    return deadline;
  }

  @Override
  public Duration remaining() {
    Duration left = Duration.between(Instant.now(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public long memoryLimitBytes() {
    return 128L << 20;
  }

  @Override
  public Optional<String> trace() {
    return Optional.empty();
  }

  @Override
  public Optional<String> clientContext() {
    return Optional.empty();
  }

  @Override
  public System.Logger logger() {
    return new TestLogger(lines);
  }

  @Override
  public Functions functions() {
    return functions;
  }

  @Override
  @SuppressWarnings("unchecked") // a key is always made by one supplier
  public <T> T shared(String key, Supplier<T> make) {
    return (T) shared.computeIfAbsent(key, name -> make.get());
  }

  /** Functions of a test, by name. */
  public static final class TestFunctions implements Functions {
    private final ConcurrentHashMap<String, Handler<byte[], byte[]>> byName =
        new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Handler<Object, Object>> typed =
        new ConcurrentHashMap<>();

    /** Puts a function there. */
    public TestFunctions with(String name, Handler<byte[], byte[]> answers) {
      byName.put(name, answers);
      return this;
    }

    /** Puts a function there that is called with objects; nothing is written as JSON. */
    public TestFunctions withTyped(String name, Handler<Object, Object> answers) {
      typed.put(name, answers);
      return this;
    }

    private static <T> T answer(String name, @Nullable Handler<T, T> handler, T input) {
      if (handler == null) {
        throw new FunctionFailedException(
            name, "ResourceNotFoundException", "the test has no such function");
      }
      try {
        return handler.handle(input, new TestContext());
      } catch (Exception e) {
        throw new FunctionFailedException(
            name, e.getClass().getName(), String.valueOf(e.getMessage()));
      }
    }

    @Override
    public byte[] call(String function, byte[] payload) {
      return answer(function, byName.get(function), payload);
    }

    @Override
    public java.util.concurrent.CompletionStage<byte[]> start(String function, byte[] payload) {
      return java.util.concurrent.CompletableFuture.supplyAsync(() -> call(function, payload));
    }

    @Override
    public <T> @Nullable T call(String function, Object input, Class<T> type) {
      return type.cast(answer(function, typed.get(function), input));
    }
  }
}
