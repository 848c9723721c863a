package dev.hearth.node.console;

import dev.hearth.gateway.console.Feed;
import dev.hearth.gateway.security.Sight;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a node does, put together from its deployments, its kernel and what witnesses heard. Each
 * thing knows in which count it changed last; each answer ends one, so that any number of feeds ask
 * for what is new to them. On the event loop.
 */
public final class LiveFeed implements Feed {
  private static final long SLICE_NANOS = dev.hearth.node.console.Minute.SLICE_NANOS;

  /** Removals that are remembered; a feed asks again long before so many are forgotten. */
  private static final int MAX_REMOVED = 10_000;

  /** Functions of the kernel beyond those that are deployed before some are forgotten. */
  private static final int SPARE_FUNCTIONS = 1_000;

  private record Removal(long count, String key) {}

  private record Ended(long count, Feed.Instance instance) {}

  private final ConsoleLimits limits;
  private final Subjects subjects;
  private final Tallies tallies;
  private final Times times;
  private final Kernel kernel;
  private final Timeline timeline;
  private final NodeGauge node;
  private final Decisions decisions;
  private final ConsoleWitness witness;
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private final ArrayDeque<Removal> removed = new ArrayDeque<>();
  private final ArrayDeque<Ended> ended = new ArrayDeque<>();
  private long count = 1;
  private long slice;

  /**
   * A feed of a node.
   *
   * @param nanos the kernel's clock
   * @param wallMillis milliseconds since 1970
   */
  public LiveFeed(
      ConsoleLimits limits,
      NodeGauge.Constants constants,
      Subjects subjects,
      Tallies tallies,
      LongSupplier nanos,
      LongSupplier wallMillis,
      Kernel kernel) {
    this.limits = limits;
    this.subjects = subjects;
    this.tallies = tallies;
    this.kernel = kernel;
    times = new Times(nanos, wallMillis);
    timeline = new Timeline(times, limits.moments());
    node = new NodeGauge(constants, kernel, timeline, function -> owner(function).key());
    decisions = new Decisions(times, limits.decisions(), function -> owner(function).key(), kernel);
    witness = new ConsoleWitness(this, decisions);
  }

  /** Hears the kernel for this feed. */
  public ConsoleWitness witness() {
    return witness;
  }

  /** What is deployed under a key is another now, or nothing. */
  public void changed(String key) {
    Optional<Subjects.Subject> now = subjects.find(key);
    if (now.isPresent()) {
      Entry entry = entry(key);
      Subjects.@Nullable Subject before = entry.subject();
      if (before == null || !before.versions().equals(now.get().versions())) {
        entry.tally.log().info(times.millis(), "served: " + shares(now.get().versions()));
      }
      entry.is(now.get());
      entry.changed = count;
    } else if (entries.remove(key) != null) {
      tallies.forget(key);
      removed.add(new Removal(count, key));
      if (removed.size() > MAX_REMOVED) {
        removed.removeFirst();
      }
    }
  }

  private static String shares(List<Version> versions) {
    return versions.stream()
        .map(each -> "version %s with %d %%".formatted(each.version(), each.share()))
        .collect(Collectors.joining(", "));
  }

  private Entry entry(String key) {
    return entries.computeIfAbsent(key, _ -> new Entry(key, tallies.of(key)));
  }

  /** Whose instances a function of the kernel has. */
  Subjects.Owner owner(int function) {
    return subjects
        .owner(function)
        .orElseGet(() -> ownerByName(kernel.view().revisionOf(function).name()));
  }

  /** Shadows are named after the model they help, with a mark. */
  private static Subjects.Owner ownerByName(String name) {
    int mark = name.indexOf('#');
    return mark < 0
        ? new Subjects.Owner("model/" + name, "")
        : new Subjects.Owner("model/" + name.substring(0, mark), name.substring(mark + 1));
  }

  boolean isHere(int node) {
    return node == kernel.view().self().node();
  }

  /** A run with so many rows began. */
  void ran(long now, InstanceView instance, int rows) {
    Living living = timeline.find(instance.id());
    if (living != null) {
      timeline.ran(living, now, rows);
      touch(living);
    }
  }

  /** An instance has nothing to do, and stays until then. */
  void idled(long now, InstanceView instance, long until) {
    Living living = timeline.find(instance.id());
    if (living != null) {
      timeline.idled(living, now, until);
      touch(living);
    }
  }

  /** An idle instance goes for another deployment. */
  void evicted(InstanceView instance) {
    Living living = timeline.find(instance.id());
    Entry entry = living == null ? null : entries.get(living.owner.key());
    if (entry != null) {
      entry.tally.log().info(times.millis(), "an idle instance goes to make room for another");
    }
  }

  private void touch(Living living) {
    if (living.entry != null) {
      living.entry.changed = count;
    }
  }

  /** An instance is in another state. */
  void became(long now, InstanceView instance, InstanceState state) {
    Living living = timeline.find(instance.id());
    if (living == null) {
      living = timeline.begin(new Living(instance, owner(instance.function()), now));
      join(living);
    }
    switch (state) {
      case InstanceState.Starting _ -> timeline.happened(living, now, "starting", Optional.empty());
      case InstanceState.Ready _ -> {
        living.starting = false;
        timeline.happened(living, now, "ready", Optional.empty());
      }
      case InstanceState.Changing _ -> {
        leave(living, now);
        living.owner = owner(instance.function());
        living.holds(instance.configuration().resources());
        living.heldSince = now;
        join(living);
        timeline.happened(living, now, "changing", Optional.empty());
      }
      case InstanceState.Draining _ -> timeline.happened(living, now, "draining", Optional.empty());
      case InstanceState.Stopping _ -> timeline.happened(living, now, "stopping", Optional.empty());
      case InstanceState.Gone _ -> gone(living, now);
    }
    touch(living);
  }

  private void gone(Living living, long now) {
    Optional<String> problem = Optional.empty();
    if (living.starting) {
      Entry entry = living.entry;
      problem = entry == null ? problem : entry.tally.problem();
    }
    timeline.happened(living, now, living.starting ? "failed" : "gone", problem);
    timeline.end(living);
    leave(living, now);
    ended.add(new Ended(count, living.gone(times.millis(now))));
    if (ended.size() > limits.moments()) {
      ended.removeFirst();
    }
  }

  private void join(Living living) {
    Entry entry = entries.get(living.owner.key());
    living.entry = entry;
    if (entry != null) {
      entry.living.add(living);
    }
  }

  /** Models pay for what they hold, functions for what they run. */
  private void leave(Living living, long now) {
    Entry entry = living.entry;
    if (entry != null) {
      entry.living.remove(living);
      if (entry.key.startsWith("model/")) {
        entry.tally.held(living.memoryBytes, now - living.heldSince);
      }
      entry.changed = count;
    }
  }

  /** What needs nobody to happen: pauses grow long, the minute moves on, held memory costs. */
  private void settle() {
    long now = times.now();
    timeline.settle(now);
    long current = Math.floorDiv(tallies.nanos(), SLICE_NANOS);
    boolean moved = current != slice;
    slice = current;
    for (Entry entry : entries.values()) {
      boolean touched = entry.tally.takeTouched();
      if (touched || (moved && (!entry.living.isEmpty() || !entry.tally.quiet()))) {
        entry.changed = count;
      }
    }
    if (moved && decisions.functions() > kernel.view().pools().size() + SPARE_FUNCTIONS) {
      decisions.keep(function -> kernel.view().ownPoolOf(function) != null);
    }
  }

  /** What is written down from now on is new to whoever was answered. */
  private long answered() {
    long before = count++;
    timeline.count(count);
    decisions.count(count);
    return before;
  }

  @Override
  public Snapshot snapshot(Sight sight) {
    settle();
    View view = kernel.view();
    int seen = 0;
    var deployments = new ArrayList<Deployment>();
    for (Entry entry : entries.values()) {
      if (sight.sees(entry.key)) {
        seen++;
        if (deployments.size() < limits.deployments()) {
          shown(entry).ifPresent(deployments::add);
        }
      }
    }
    List<Instance> instances =
        timeline.instances().stream()
            .filter(each -> sight.sees(each.owner.key()))
            .map(each -> each.shown(view, times))
            .toList();
    return new Snapshot(
        times.millis(),
        node.shown(sight),
        deployments,
        instances,
        timeline.moments(kept -> sight.sees(kept.moment().key())),
        decisions.last(sight),
        seen - deployments.size(),
        answered());
  }

  @Override
  public Change since(Sight sight, long cursor) {
    settle();
    View view = kernel.view();
    var deployments = new ArrayList<Deployment>();
    for (Entry entry : entries.values()) {
      if (entry.changed > cursor
          && deployments.size() < limits.deployments()
          && sight.sees(entry.key)) {
        shown(entry).ifPresent(deployments::add);
      }
    }
    var instances = new ArrayList<Instance>();
    for (Living living : timeline.instances()) {
      if (living.changed > cursor && sight.sees(living.owner.key())) {
        instances.add(living.shown(view, times));
      }
    }
    ended.stream()
        .filter(each -> each.count() > cursor && sight.sees(each.instance().key()))
        .map(Ended::instance)
        .forEach(instances::add);
    return new Change(
        times.millis(),
        node.shown(sight),
        deployments,
        removed(sight, cursor),
        instances,
        timeline.after(cursor).stream().filter(each -> sight.sees(each.key())).toList(),
        decisions.after(sight, cursor),
        answered());
  }

  private List<String> removed(Sight sight, long cursor) {
    return removed.stream()
        .filter(each -> each.count() > cursor && !entries.containsKey(each.key()))
        .map(Removal::key)
        .filter(sight::sees)
        .distinct()
        .toList();
  }

  private Optional<Deployment> shown(Entry entry) {
    Subjects.@Nullable Subject subject = entry.subject();
    return subject == null
        ? Optional.empty()
        : Optional.of(entry.shown(subject, kernel, times.now(), ready(subject)));
  }

  private boolean ready(Subjects.Subject subject) {
    for (String part : subject.parts()) {
      Entry entry = entries.get(part);
      if (entry == null || !entry.ready(kernel)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Optional<Detail> detail(Sight sight, String key) {
    Entry entry = entries.get(key);
    if (entry == null || !sight.sees(key)) {
      return Optional.empty();
    }
    settle();
    View view = kernel.view();
    List<Integer> functions =
        Optional.ofNullable(entry.subject()).map(Subjects.Subject::functions).orElse(List.of());
    var byRole = new LinkedHashMap<String, Decision>();
    decisions.of(sight, functions).forEach((role, decision) -> byRole.put(role.name(), decision));
    List<Moment> moments = timeline.moments(kept -> kept.moment().key().equals(key));
    int from = Math.max(0, moments.size() - ConsoleLimits.DETAIL_MOMENTS);
    return shown(entry)
        .map(
            deployment ->
                new Detail(
                    deployment,
                    entry.living.stream().map(each -> each.shown(view, times)).toList(),
                    byRole,
                    moments.subList(from, moments.size())));
  }

  @Override
  public Optional<List<LogLine>> log(Sight sight, String key) {
    return Optional.ofNullable(entries.get(key))
        .filter(_ -> sight.sees(key))
        .map(entry -> entry.tally.log().lines());
  }
}
