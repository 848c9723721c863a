package dev.hearth.sandbox.jvm;

import dev.hearth.api.Context;
import dev.hearth.api.Handler;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** The probes in Java, by the names of {@code Probe}. */
public final class ProbeFunctions {
  private ProbeFunctions() {}

  public static final class ECHO implements Handler<byte[], byte[]> {
    @Override
    public byte[] handle(byte[] input, Context context) {
      return input;
    }
  }

  public static final class ENVIRONMENT implements Function<Object, String> {
    @Override
    public String apply(Object input) {
      return System.getenv("PROBE");
    }
  }

  public static final class COUNTS implements Handler<Object, Integer> {
    private static int calls;

    @Override
    public Integer handle(Object input, Context context) {
      return ++calls;
    }
  }

  public static final class SLEEPS implements Handler<Long, Long> {
    @Override
    public Long handle(Long millis, Context context) throws InterruptedException {
      Thread.sleep(millis);
      return millis;
    }
  }

  public static final class LOGS implements Handler<Integer, Integer> {
    @Override
    public Integer handle(Integer input, Context context) {
      System.out.println("a line");
      return input;
    }
  }

  public static final class THROWS implements Handler<Object, Object> {
    @Override
    public Object handle(Object input, Context context) {
      throw new IllegalStateException("planted");
    }
  }

  public static final class LOOPS implements Handler<Object, Object> {
    public static volatile boolean stop;

    @Override
    public Object handle(Object input, Context context) {
      while (!stop) {
        Thread.onSpinWait();
      }
      return "stopped";
    }
  }

  public static final class EXITS implements Handler<Object, Object> {
    @Override
    public Object handle(Object input, Context context) {
      System.exit(3);
      return input;
    }
  }

  public static final class FLOODS implements Handler<byte[], byte[]> {
    @Override
    public byte[] handle(byte[] input, Context context) {
      String line = "x".repeat(1023);
      for (int i = 0; i < 64 << 10; i++) {
        System.out.println(line);
      }
      return input;
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  public static final class ANSWERS_MUCH implements Handler<Object, byte[]> {
    @Override
    public byte[] handle(Object input, Context context) {
      return new byte[8 << 20];
    }
  }

  public static final class NEVER_ANSWERS implements Handler<Object, Object> {
    @Override
    public Object handle(Object input, Context context) throws InterruptedException {
      new CountDownLatch(1).await();
      return input;
    }
  }
}
