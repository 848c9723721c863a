package dev.hearth.sandbox.jvm;

import dev.hearth.api.Context;
import dev.hearth.api.Handler;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Functions that keep everything in static fields of every kind, as no function should. */
@SuppressWarnings("NonAtomicVolatileUpdate") // the point: each call has its own
public final class StatefulFunctions {
  private StatefulFunctions() {}

  /** A superclass with state, and an initialiser with an effect elsewhere. */
  public static class Base {
    protected static long total;
    static double product = 1.0;
    private static final List<String> INITIALISED = new ArrayList<>();

    static {
      Journal.note("base");
    }

    static void initialised(String name) {
      INITIALISED.add(name);
    }
  }

  /** Initialised by nobody but those who write to it. */
  public static final class Journal {
    private static final StringBuilder TEXT = new StringBuilder("journal");

    private Journal() {}

    static synchronized void note(String line) {
      TEXT.append(' ').append(line);
    }
  }

  /** Constants of an interface that are objects. */
  public interface Defaults {
    Map<String, Integer> LIMITS = new HashMap<>(Map.of("a", 1));
    int CONSTANT = 42;
  }

  /** An enum with state of its own beside its constants. */
  public enum Colour {
    RED,
    GREEN,
    BLUE;

    private static final Map<String, Colour> BY_NAME = new HashMap<>();
    private static int asked;

    static {
      for (Colour colour : values()) {
        BY_NAME.put(colour.name(), colour);
      }
    }

    static Colour named(String name) {
      asked++;
      return BY_NAME.getOrDefault(name, RED);
    }
  }

  /** Adds its input up, a step at a time, in many places. */
  public static final class SUMS extends Base
      implements Handler<long[], Map<String, Object>>, Defaults {
    private static final AtomicLong COUNT = new AtomicLong();
    private static final long[] SEEN = new long[1];
    private static volatile int steps;
    private static long wide = Long.MAX_VALUE;
    private static String text = "";

    static {
      Base.initialised("sums");
    }

    @Override
    public Map<String, Object> handle(long[] input, Context context) throws InterruptedException {
      for (long value : input) {
        add(value);
        Thread.sleep(0, 200_000);
      }
      var seen = new EnumMap<Colour, Integer>(Colour.class);
      for (Colour colour : Colour.values()) {
        seen.put(Colour.named(colour.name()), 1);
      }
      Runnable later = () -> steps += 1_000;
      var helper = new Thread(later);
      helper.start();
      helper.join();
      return Map.of(
          "total",
          total,
          "product",
          product,
          "count",
          COUNT.get(),
          "seen",
          SEEN[0],
          "steps",
          steps,
          "wide",
          wide,
          "limits",
          LIMITS.get("a"),
          "journal",
          Journal.TEXT + text,
          "enum",
          seen.size() * 100 + Colour.asked,
          "constant",
          CONSTANT);
    }

    private static void add(long value) {
      total += value;
      product *= 2;
      COUNT.addAndGet(value);
      SEEN[0] = SEEN[0] + value;
      steps++;
      wide -= value;
      LIMITS.merge("a", (int) value, Integer::sum);
      text = text + value;
    }
  }

  /** An object that every call of the function shares. */
  public static final class SHARES implements Handler<Integer, Integer> {
    @Override
    public Integer handle(Integer input, Context context) {
      return context.shared("calls", AtomicLong::new).addAndGet(input) > 0 ? input : 0;
    }
  }

  /** How often the shared object was asked for so far. */
  public static final class SHARED_COUNT implements Handler<Integer, Long> {
    @Override
    public Long handle(Integer input, Context context) {
      return context.shared("calls", AtomicLong::new).incrementAndGet();
    }
  }

  /** Fails in its initialiser. */
  public static final class FAILS_TO_START implements Handler<Object, Object> {
    private static final int VALUE = Integer.parseInt("none");

    @Override
    public Object handle(Object input, Context context) {
      return VALUE;
    }
  }
}
