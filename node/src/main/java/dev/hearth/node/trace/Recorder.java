package dev.hearth.node.trace;

import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.gateway.security.Sight;
import dev.hearth.gateway.trace.Explained;
import dev.hearth.gateway.trace.Invocations;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.gateway.trace.Origins;
import dev.hearth.gateway.trace.TraceContext;
import dev.hearth.kernel.Appointment;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Witness;
import dev.hearth.node.function.CallTraces;
import dev.hearth.node.function.Served;
import dev.hearth.sandbox.Timeline;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.LongObjectHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Remembers invocations: those under way, the latest, and of each deployment the slowest and those
 * that failed. What it costs an invocation is one object and a few words written into it.
 */
public final class Recorder implements CallTraces, Invocations {
  /** Functions of the kernel that are known at once; all are forgotten when one more comes. */
  private static final int MAX_KNOWN = 100_000;

  /** Deployments whose slowest and failed invocations are kept; the one used least goes. */
  private static final int MAX_DEPLOYMENTS = 1_000;

  private final LongSupplier clock;
  private final Origins origins;
  private final DayTime wall;
  private final LongObjectHashMap<Entry> live = new LongObjectHashMap<>();
  private final IntObjectHashMap<Known> functions = new IntObjectHashMap<>();
  private final Map<String, Standouts> standouts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Standouts> eldest) {
          return size() > MAX_DEPLOYMENTS;
        }
      };
  private final Ring ring;
  private final Overhearing overhearing;
  private BiFunction<Integer, Role, Appointment> appointed =
      (function, _) -> {
        throw new IllegalArgumentException("there is no kernel yet to know of " + function);
      };
  private Consumer<Entry> ended = _ -> {};
  private Consumer<Entry> completed = _ -> {};
  private @Nullable Entry current;

  /**
   * A memory.
   *
   * @param clock nanoseconds that never run backwards, the kernel's
   * @param wallMillis milliseconds since 1970
   * @param keep how many of the latest invocations are kept; with 0 nothing is recorded at all
   */
  public Recorder(LongSupplier clock, LongSupplier wallMillis, Origins origins, int keep) {
    this.clock = clock;
    this.origins = origins;
    wall = new DayTime(clock, wallMillis);
    ring = new Ring(keep);
    overhearing = new Overhearing(this);
  }

  /** Who answers for a function, which is asked for reasons. */
  public void attach(BiFunction<Integer, Role, Appointment> kernel) {
    appointed = kernel;
  }

  /** What hears the kernel for it. */
  public Witness witness() {
    return ring.keeps() ? overhearing : Witness.NONE;
  }

  /** From now on this hears of each invocation that has its outcome. */
  void onEnded(Consumer<Entry> listener) {
    Consumer<Entry> before = ended;
    ended = before.andThen(listener);
  }

  Origins origins() {
    return origins;
  }

  DayTime wall() {
    return wall;
  }

  // Models and graphs.

  /**
   * An invocation is about to be handed to the kernel.
   *
   * @param id the kernel's
   * @param function the kernel's handle of what it is for
   */
  public void submitted(
      long id, int function, String deployment, String version, Origin origin, int rows, long now) {
    if (!ring.keeps()) {
      return;
    }
    Known known = known(function, deployment, version);
    boolean detailed = origin.caller().sampled() || known.detailDue(now);
    live.put(
        id,
        new Entry(
            known,
            origin.caller(),
            origin.span(),
            null,
            origin.protocol(),
            rows,
            Math.min(origin.receivedAt(), now),
            now,
            origin,
            detailed));
  }

  /** The first of its text is there. */
  public void first(long id) {
    Entry entry = live.get(id);
    if (entry != null) {
      entry.firstAt = clock.getAsLong();
    }
  }

  /** It has its outcome; until {@link #over} it is the one that is talked about. */
  public void ended(long id, Outcome outcome, RunParts parts) {
    Entry entry = live.remove(id);
    if (entry != null) {
      entry.parts = parts;
      entry.outcome = Words.outcome(outcome);
      entry.message = Words.message(outcome);
      keep(entry);
    }
  }

  /** Whether who asked for the one that is talked about wants to know its operators. */
  public boolean operatorsWanted() {
    Entry entry = current;
    return entry != null && entry.wantsOperators();
  }

  /** Where the operators of the one that is talked about are to be told, on the event loop. */
  public Consumer<List<OperatorSpan>> operators() {
    Entry entry = Objects.requireNonNull(current);
    return operators -> {
      entry.operators = operators;
      completed.accept(entry);
    };
  }

  /** From now on this hears of each invocation whose operators came after its outcome. */
  void onOperators(Consumer<Entry> listener) {
    completed = listener;
  }

  /** Nothing is talked about any more. */
  @Override
  public void over() {
    current = null;
  }

  /** The invocation that is talked about. */
  @Nullable Entry current() {
    return current;
  }

  /** A request begins its way through a graph; the answer is told when it is over. */
  public GraphEnd graph(String name, String version, Origin origin) {
    Known known = new Known("graph/" + name, version, standouts("graph/" + name));
    var entry =
        new Entry(
            known,
            origin.caller(),
            origin.span(),
            null,
            origin.protocol(),
            1,
            origin.receivedAt(),
            clock.getAsLong(),
            origin,
            false);
    return failure -> {
      entry.outcome = failure == null ? Words.ANSWERED : "failed";
      entry.message = failure;
      keep(entry);
      current = null;
    };
  }

  /** Hears how something ended: {@code null} if well, else why not. */
  @FunctionalInterface
  public interface GraphEnd {
    void ended(@Nullable String failure);
  }

  private void keep(Entry entry) {
    entry.endedAt = clock.getAsLong();
    if (entry.startedAt == Entry.NEVER) {
      entry.notes = entry.known.notesSince(entry.submittedAt);
    }
    ring.add(entry);
    entry.known.standouts.offer(entry);
    ended.accept(entry);
    current = entry;
  }

  // Functions.

  @Override
  public void submitted(long id, Served served, Invoke call, long now) {
    if (!ring.keeps()) {
      return;
    }
    var version = served.version();
    Known known = known(served.handle(), "function/" + version.name(), version.version());
    TraceContext caller = origins.of(call.trace().flatMap(TraceContext::ofAmazon));
    live.put(
        id,
        new Entry(
            known,
            caller,
            origins.id(),
            call.requestId(),
            "call",
            1,
            now,
            now,
            null,
            caller.sampled() || known.detailDue(now)));
  }

  @Override
  public Optional<String> header(long id, Invoke call) {
    Entry entry = live.get(id);
    return entry == null ? call.trace() : Optional.of(entry.caller.below(entry.span).amazon());
  }

  @Override
  public void instanceStarted(int instance, Timeline timeline) {
    overhearing.loaded(instance, timeline);
  }

  @Override
  public void ended(long id, InvokeEnd end) {
    Entry entry = live.remove(id);
    if (entry != null) {
      entry.outcome = Words.outcome(end);
      entry.message = Words.message(end);
      entry.parts = entry.startedAt == Entry.NEVER ? RunParts.UNKNOWN : parts(entry, end);
      keep(entry);
    }
  }

  private static RunParts parts(Entry entry, InvokeEnd end) {
    long nanos =
        switch (end) {
          case InvokeEnd.Answered answered -> answered.metered().runNanos();
          case InvokeEnd.Failed failed -> failed.metered().runNanos();
          case InvokeEnd.Refused _ -> 0;
        };
    return new RunParts(entry.startedAt, 0, nanos, 0);
  }

  // What is known of functions.

  private Known known(int function, String deployment, String version) {
    Known known = functions.get(function);
    if (known == null || !known.deployment.equals(deployment)) {
      if (functions.size() >= MAX_KNOWN) {
        functions.clear();
      }
      known = new Known(deployment, version, standouts(deployment));
      for (Role role : Role.values()) {
        known.suites.put(role, suite(function, role));
      }
      functions.put(function, known);
    }
    return known;
  }

  private Standouts standouts(String deployment) {
    return standouts.computeIfAbsent(deployment, _ -> new Standouts());
  }

  private String suite(int function, Role role) {
    try {
      return appointed.apply(function, role).suite();
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  @Nullable Known known(int function) {
    return functions.get(function);
  }

  @Nullable Entry live(long invocation) {
    return live.get(invocation);
  }

  /** What the last answer of a policy rested on; null if it needs no reason. */
  @Nullable String why(int function, Role role) {
    try {
      String why = appointed.apply(function, role).policy().why(function);
      return why.isEmpty() ? null : why;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  // What is asked.

  @Override
  public Optional<Explained> find(Sight sight, String id) {
    return select(seen(sight, entry -> entry.id().equals(id))).stream()
        .max((one, other) -> Long.compare(one.endedAt, other.endedAt))
        .map(this::explained);
  }

  private static Predicate<Entry> seen(Sight sight, Predicate<Entry> wanted) {
    return entry -> wanted.test(entry) && sight.sees(entry.known.deployment);
  }

  private List<Entry> select(Predicate<Entry> wanted) {
    return Selection.of(ring, standouts.values(), wanted);
  }

  @Override
  public List<Explained> ofTrace(Sight sight, String traceId, int most) {
    return select(seen(sight, entry -> entry.caller.traceId().equals(traceId))).stream()
        .limit(most)
        .map(this::explained)
        .toList();
  }

  @Override
  public List<Explained> some(Sight sight, Optional<String> deployment, Order order, int most) {
    Predicate<Entry> wanted =
        entry -> deployment.isEmpty() || entry.known.deployment.equals(deployment.get());
    List<Entry> all = select(seen(sight, wanted));
    return Selection.ordered(all, order).limit(most).map(this::explained).toList();
  }

  private Explained explained(Entry entry) {
    boolean graph = entry.known.deployment.startsWith("graph/");
    List<Entry> steps =
        graph
            ? select(
                step -> step.caller.span() == entry.span && step.caller.low() == entry.caller.low())
            : List.of();
    return new Explanation(entry, wall).of(steps);
  }
}
