package dev.hearth.node.console;

import dev.hearth.gateway.console.Feed;
import dev.hearth.gateway.security.Sight;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.Role;
import io.netty.util.collection.IntObjectHashMap;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What policies answered, and on what their answers rested. An answer that is given again, or again
 * within a second, is counted with the first. What is written down on the way of an invocation are
 * numbers; they become words when somebody looks. On the event loop.
 */
final class Decisions {
  private static final long TOGETHER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Kinds of answers; what they say is made of two numbers and a text. */
  enum Answer {
    ACCEPTED,
    PUT_OFF,
    REJECTED,
    TO_POOL,
    TO_INSTANCE,
    TO_NODE,
    RUN,
    WAIT,
    INSTANCES,
    HERE,
    ELSEWHERE,
    FRESH,
    TAKE_OVER,
    KEEP,
    EVICT,
    WHOLE,
    PART
  }

  /** One answer, as often as it was given. */
  private static final class Given {
    final long id;
    final int function;
    final String key;
    final Role role;
    final Answer answer;
    final long firstAt;
    long first;
    String text;
    long at;
    long times;
    long changed;
    long toldAt;
    @Nullable String policy;
    @Nullable String why;
    boolean last = true;

    Given(
        long id,
        int function,
        String key,
        Role role,
        Answer answer,
        long first,
        String text,
        long at) {
      this.id = id;
      this.function = function;
      this.key = key;
      this.role = role;
      this.answer = answer;
      this.first = first;
      this.text = text;
      this.firstAt = at;
    }

    /** Numbers of instances are answers of their own, unless they follow each other closely. */
    boolean is(Answer other, long number, long now) {
      return answer == other
          && (answer != Answer.INSTANCES || first == number || now - at < CLOSE_NANOS);
    }
  }

  /** The last answers for one function, by role. */
  private static final class OfFunction {
    final EnumMap<Role, Given> last = new EnumMap<>(Role.class);
    final EnumMap<Role, Given> before = new EnumMap<>(Role.class);
  }

  private final Times times;
  private final int most;
  private final IntFunction<String> keys;
  private final IntObjectHashMap<OfFunction> byFunction = new IntObjectHashMap<>();
  private final ArrayDeque<Given> all = new ArrayDeque<>();
  private final Kernel kernel;
  private long count;
  private long lastId;

  /**
   * @param most that are kept
   * @param keys the deployment of a function of the kernel
   * @param kernel whose policies are asked for reasons
   */
  Decisions(Times times, int most, IntFunction<String> keys, Kernel kernel) {
    this.times = times;
    this.kernel = kernel;
    this.most = most;
    this.keys = keys;
  }

  /** What is answered from now on has this count. */
  void count(long now) {
    count = now;
  }

  void given(long now, int function, Role role, Answer answer, long number) {
    given(now, function, role, answer, number, "");
  }

  void given(long now, int function, Role role, Answer answer, long number, String text) {
    @Nullable OfFunction of = byFunction.get(function);
    if (of == null) {
      if (answer == Answer.INSTANCES && number == 0) {
        return;
      }
      of = new OfFunction();
      byFunction.put(function, of);
    }
    @Nullable Given last = of.last.get(role);
    if (last != null && last.is(answer, number, now)) {
      again(last, now, number, text);
      return;
    }
    @Nullable Given before = of.before.get(role);
    if (last != null) {
      last.last = false;
      of.before.put(role, last);
    }
    if (before != null && before.is(answer, number, now) && now - before.firstAt < TOGETHER_NANOS) {
      before.last = true;
      of.last.put(role, before);
      again(before, now, number, text);
      return;
    }
    var given =
        new Given(++lastId, function, keys.apply(function), role, answer, number, text, now);
    of.last.put(role, given);
    again(given, now, number, text);
    all.add(given);
    if (all.size() > most) {
      all.removeFirst();
    }
  }

  /** What only repeats is told every few seconds: some policies answer the same all day. */
  private void again(Given given, long now, long number, String text) {
    if (given.times == 0 || given.first != number || now - given.toldAt >= REPEAT_NANOS) {
      given.changed = count;
      given.toldAt = now;
    }
    given.first = number;
    given.text = text;
    given.at = now;
    given.times++;
  }

  /** The last of all. */
  List<Feed.Decision> last(Sight sight) {
    return after(sight, Long.MIN_VALUE);
  }

  /** Those that were given after a count. */
  List<Feed.Decision> after(Sight sight, long since) {
    var found = new ArrayList<Feed.Decision>();
    for (Given given : all) {
      if (given.changed > since && sees(sight, given)) {
        found.add(shown(given));
      }
    }
    return found;
  }

  /** The last answer to each question of some functions; the first has precedence. */
  Map<Role, Feed.Decision> of(Sight sight, List<Integer> functions) {
    var found = new EnumMap<Role, Feed.Decision>(Role.class);
    for (int function : functions) {
      @Nullable OfFunction of = byFunction.get(function);
      if (of != null) {
        of.last.forEach(
            (role, given) -> {
              if (sees(sight, given)) {
                found.computeIfAbsent(role, _ -> shown(given));
              }
            });
      }
    }
    return found;
  }

  /** For whom an instance had to go is for those who see the whole node. */
  private static boolean sees(Sight sight, Given given) {
    return sight.whole() || (sight.sees(given.key) && given.answer != Answer.EVICT);
  }

  /** Forgets functions that are gone. */
  void keep(IntPredicate there) {
    byFunction.keySet().removeIf(function -> !there.test(function));
  }

  int functions() {
    return byFunction.size();
  }

  private Feed.Decision shown(Given given) {
    ask(given);
    return new Feed.Decision(
        given.id,
        times.millis(given.at),
        given.key,
        given.role.name(),
        given.policy == null ? "" : given.policy,
        words(given),
        Optional.ofNullable(given.why).filter(why -> !why.isEmpty()),
        given.times);
  }

  /** A policy knows the reason of its last answer only. */
  private void ask(Given given) {
    if (!given.last) {
      return;
    }
    try {
      var appointed = kernel.appointed(given.function, given.role);
      if (given.policy == null) {
        given.policy = appointed.suite();
      }
      if (given.policy.equals(appointed.suite())) {
        given.why = appointed.policy().why(given.function);
      }
    } catch (IllegalStateException | IllegalArgumentException _) {
      // The function is gone; what is known of its answers stays as it is.
      given.last = false;
    }
  }

  private String words(Given given) {
    long first = given.first;
    return switch (given.answer) {
      case ACCEPTED -> "accepted";
      case PUT_OFF -> "put off for " + millis(first - given.at);
      case REJECTED -> "rejected: " + given.text;
      case TO_POOL -> "to the first free instance";
      case TO_INSTANCE -> "to instance " + first;
      case TO_NODE -> "to node " + first;
      case RUN -> first == 1 ? "run 1 row" : "run " + first + " rows";
      case WAIT -> "wait " + millis(first - given.at) + " for company";
      case INSTANCES -> first == 1 ? "1 instance" : first + " instances";
      case HERE -> "on this node";
      case ELSEWHERE -> "on node " + first;
      case FRESH -> "a new instance";
      case TAKE_OVER -> "take over instance " + first;
      case KEEP -> first == Long.MAX_VALUE ? "keep" : "keep until " + clock(first);
      case EVICT -> "end idle instance %d for %s".formatted(first, given.text);
      case WHOLE -> "all it has reserved";
      case PART -> given.text;
    };
  }

  private static String millis(long nanos) {
    double millis = Math.max(0, nanos) / 1e6;
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }

  private String clock(long at) {
    return LocalTime.ofInstant(Instant.ofEpochMilli(times.millis(at)), ZoneId.systemDefault())
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }
}
