package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A scaling policy that proposes what a test tells it to, when it tells it to, and keeps what it
 * hears.
 */
final class FakePlanner implements ScalingPolicy {
  private final Set<Event.Kind> interests;
  private final List<Proposal> proposals = new ArrayList<>();
  final List<Event> heard = new ArrayList<>();
  final List<Long> wakes = new ArrayList<>();
  final List<Plan> plans = new ArrayList<>();
  long nextWake = Long.MAX_VALUE;
  int desired;

  FakePlanner(Event.Kind... interests) {
    this.interests = EnumSet.noneOf(Event.Kind.class);
    this.interests.add(Event.Kind.REFUSED);
    this.interests.addAll(List.of(interests));
  }

  /** Proposes these when it wakes next, at {@code instant}. */
  FakePlanner propose(long instant, Proposal... these) {
    nextWake = instant;
    proposals.addAll(List.of(these));
    return this;
  }

  /** Why proposals were refused, in order. */
  List<String> refusals() {
    return heard.stream()
        .filter(Event.Refused.class::isInstance)
        .map(each -> ((Event.Refused) each).reason())
        .toList();
  }

  @Override
  public Set<Event.Kind> interests() {
    return interests;
  }

  @Override
  public void observe(Event event, View view) {
    heard.add(event);
  }

  @Override
  public long nextWake() {
    return nextWake;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    wakes.add(now);
    nextWake = Long.MAX_VALUE;
    var all = List.copyOf(proposals);
    proposals.clear();
    return all;
  }

  @Override
  public List<Proposal> planned(long now, Plan plan, View view) {
    plans.add(plan);
    return List.of();
  }

  @Override
  public int desired(long now, PoolView pool) {
    return Math.max(desired, pool.queued() + pool.running());
  }
}
