package dev.hearth.sandbox.jvm;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.hearth.api.Context;
import dev.hearth.api.Handler;
import dev.hearth.api.NonBlocking;
import dev.hearth.api.ResponseStream;
import dev.hearth.api.StreamingHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Handlers of every form that the house calls. */
public final class HandlerForms {
  private HandlerForms() {}

  public record Order(String item, int count) {}

  public record Receipt(String item, int count, long cents) {}

  public static final class Typed implements Handler<Order, Receipt> {
    @Override
    public Receipt handle(Order order, Context context) {
      context.logger().log(System.Logger.Level.INFO, "for " + context.tenant());
      return new Receipt(order.item(), order.count(), order.count() * 250L);
    }
  }

  public static final class Plain implements Function<List<Integer>, Integer> {
    @Override
    public Integer apply(List<Integer> numbers) {
      return numbers.stream().mapToInt(Integer::intValue).sum();
    }
  }

  public static final class Aws implements RequestHandler<Map<String, String>, String> {
    @Override
    public String handleRequest(
        Map<String, String> input, com.amazonaws.services.lambda.runtime.Context context) {
      context.getLogger().log("called");
      return input.get("name")
          + " "
          + context.getFunctionName()
          + " "
          + context.getMemoryLimitInMB()
          + " "
          + (context.getRemainingTimeInMillis() > 0);
    }
  }

  public static final class AwsStream implements RequestStreamHandler {
    @Override
    public void handleRequest(
        InputStream in, OutputStream out, com.amazonaws.services.lambda.runtime.Context context)
        throws IOException {
      in.transferTo(out);
    }
  }

  public static final class Named {
    public Order twice(Order order, Context context) {
      return new Order(order.item(), order.count() * 2);
    }
  }

  public static final class Streams implements StreamingHandler {
    @Override
    public void handle(byte[] input, ResponseStream answer, Context context) throws IOException {
      answer.contentType("text/plain");
      for (int i = 0; i < 3; i++) {
        answer.write(("part " + i + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
  }

  @NonBlocking
  public static final class OnCallersThread implements Handler<Integer, String> {
    @Override
    public String handle(Integer millis, Context context) throws InterruptedException {
      if (millis > 0) {
        Thread.sleep(millis);
      }
      return Thread.currentThread().getName();
    }
  }

  /** Of a workflow: makes an object, not JSON. */
  public static final class First implements Handler<List<Integer>, List<Integer>> {
    @Override
    public List<Integer> handle(List<Integer> numbers, Context context) {
      return numbers;
    }
  }

  public static final class Identity implements Function<Object, Integer> {
    @Override
    public Integer apply(Object value) {
      return System.identityHashCode(value);
    }
  }

  public static final class Same implements Function<List<Integer>, Boolean> {
    @Override
    public Boolean apply(List<Integer> codes) {
      return codes.stream().distinct().count() == 1 && codes.size() == 2;
    }
  }

  /** Never stops when interrupted, until it is told to by a property. */
  public static final class Deaf implements Handler<String, String> {
    @Override
    public String handle(String property, Context context) {
      while (System.getProperty(property) == null) {
        Thread.onSpinWait();
      }
      return "stopped";
    }
  }
}
