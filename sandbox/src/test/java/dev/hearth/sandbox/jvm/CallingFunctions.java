package dev.hearth.sandbox.jvm;

import dev.hearth.api.Context;
import dev.hearth.api.FunctionFailedException;
import dev.hearth.api.Handler;
import dev.hearth.api.NonBlocking;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/** Functions that call the function {@code other}. */
public final class CallingFunctions {
  private CallingFunctions() {}

  private static String text(FunctionFailedException e) {
    return e.function() + " " + e.errorType() + " " + e.getMessage();
  }

  public static final class Bytes implements Handler<byte[], byte[]> {
    @Override
    public byte[] handle(byte[] input, Context context) {
      return context.functions().call("other", input);
    }
  }

  public record Order(String item, int count) {}

  public static final class Typed implements Handler<Map<String, Object>, Object> {
    @Override
    public Object handle(Map<String, Object> input, Context context) {
      try {
        return String.valueOf(context.functions().call("other", input, Order.class));
      } catch (FunctionFailedException e) {
        return text(e);
      }
    }
  }

  public static class Catches implements Handler<byte[], String> {
    @Override
    public String handle(byte[] input, Context context) {
      try {
        return "answered with " + context.functions().call("other", input).length;
      } catch (FunctionFailedException e) {
        return text(e);
      }
    }
  }

  @NonBlocking
  public static final class OnTheLoop extends Catches {}

  /** Starts as many calls as it is told and adds up how long their answers are, the last first. */
  public static final class Fans implements Handler<Integer, String> {
    @Override
    public String handle(Integer count, Context context) {
      List<java.util.concurrent.CompletableFuture<byte[]>> all =
          IntStream.range(0, count)
              .mapToObj(i -> context.functions().start("other", new byte[1]).toCompletableFuture())
              .toList();
      try {
        return all.reversed().stream().mapToInt(one -> one.join().length).sum() + "";
      } catch (CompletionException e) {
        return String.valueOf(e.getCause());
      }
    }
  }

  /** Does not wait for what it starts. */
  public static final class Leaves implements Handler<byte[], String> {
    @Override
    public String handle(byte[] input, Context context) {
      return "" + context.functions().start("other", input).toCompletableFuture().isDone();
    }
  }
}
