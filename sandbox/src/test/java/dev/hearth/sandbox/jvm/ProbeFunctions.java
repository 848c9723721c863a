package dev.hearth.sandbox.jvm;

import dev.hearth.api.Context;
import dev.hearth.api.Handler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  public static final class HOGS implements Handler<Object, Object> {
    @Override
    public Object handle(Object input, Context context) {
      var held = new ArrayList<byte[]>();
      while (held.size() < Integer.MAX_VALUE) {
        byte[] more = new byte[1 << 20];
        Arrays.fill(more, (byte) 1);
        held.add(more);
      }
      return held.size();
    }
  }

  public static final class READS implements Handler<List<String>, Optional<String>> {
    @Override
    public Optional<String> handle(List<String> paths, Context context) {
      return paths.stream().filter(path -> Files.isReadable(Path.of(path))).findFirst();
    }
  }

  public static final class CONNECTS implements Handler<String, Boolean> {
    @Override
    public Boolean handle(String address, Context context) {
      String[] parts = address.split(":", 2);
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), 1_000);
        return true;
      } catch (IOException e) {
        return false;
      }
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
