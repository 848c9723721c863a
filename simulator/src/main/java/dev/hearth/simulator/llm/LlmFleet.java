package dev.hearth.simulator.llm;

import dev.hearth.policies.enova.ServerSample;
import dev.hearth.simulator.EventQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Replicas of a server behind a balancer that gives each request to the one with the fewest, under
 * some traffic. Samples are taken each {@code sampleSeconds}; new replicas take {@code
 * bootSeconds}.
 */
final class LlmFleet {
  private static final double SECOND = 1e9;

  /**
   * What replicas are like.
   *
   * @param maxSequences in a step
   * @param cacheTokens that fit
   * @param times of a step
   * @param bootSeconds until a new replica serves
   * @param sampleSeconds between samples
   */
  record Setup(
      int maxSequences,
      long cacheTokens,
      StepTimes times,
      double bootSeconds,
      double sampleSeconds) {}

  /** A sample, when it was taken and whether something was wrong then. */
  record Observation(double second, ServerSample sample, int replicas, boolean disturbed) {}

  private final Setup setup;
  private final LlmTraffic traffic;
  private final SplittableRandom random;
  private final EventQueue events = new EventQueue();
  private final List<LlmServer> replicas = new ArrayList<>();
  private final List<Observation> observations = new ArrayList<>();
  private int booting;
  private long arrived;
  private long finished;
  private double requestSeconds;
  private long generatedTokens;
  private long busyBefore;
  private long preemptedBefore;
  private double replicaSeconds;

  LlmFleet(Setup setup, LlmTraffic traffic, int replicas, long seed) {
    this.setup = setup;
    this.traffic = traffic;
    this.random = new SplittableRandom(seed);
    for (int i = 0; i < replicas; i++) {
      start();
    }
    events.in(traffic.gap(0, random), this::arrive);
    events.in(sampleNanos(), this::sample);
  }

  private long sampleNanos() {
    return (long) (setup.sampleSeconds() * SECOND);
  }

  private void start() {
    replicas.add(
        new LlmServer(
            events, setup.times(), setup.maxSequences(), setup.cacheTokens(), this::finished));
  }

  /** Lets time pass to this second. */
  void runTo(double second) {
    while (events.next() <= second * SECOND) {
      events.step();
    }
  }

  private void arrive() {
    arrived++;
    least().offer(traffic.request(events.now(), random));
    events.in(traffic.gap(events.now(), random), this::arrive);
  }

  private LlmServer least() {
    return replicas.stream().min(Comparator.comparingInt(LlmServer::active)).orElseThrow();
  }

  private void finished(LlmServer.Sequence sequence) {
    finished++;
    generatedTokens += sequence.generated;
    requestSeconds += (events.now() - sequence.arrived) / SECOND;
  }

  private void sample() {
    double slowdown = traffic.factor(LlmTraffic.Kind.SLOW_STEPS, events.now());
    replicas.forEach(replica -> replica.slow(slowdown));
    observations.add(
        new Observation(events.now() / SECOND, measured(), replicas.size(), disturbed()));
    replicaSeconds += setup.sampleSeconds() * (replicas.size() + booting);
    arrived = 0;
    finished = 0;
    requestSeconds = 0;
    events.in(sampleNanos(), this::sample);
  }

  private boolean disturbed() {
    return traffic.disturbances().stream().anyMatch(each -> each.at(events.now() - 1));
  }

  private ServerSample measured() {
    long busy = replicas.stream().mapToLong(LlmServer::busyNanos).sum();
    long preempted = replicas.stream().mapToLong(LlmServer::preemptions).sum();
    double count = replicas.size();
    double seconds = setup.sampleSeconds();
    var sample =
        new ServerSample(
            replicas.stream().mapToInt(LlmServer::pending).sum() / count,
            replicas.stream().mapToDouble(LlmServer::runningShare).sum() / count,
            finished / seconds / count,
            arrived / seconds / count,
            finished == 0 ? 0 : requestSeconds / finished,
            Math.max(0, (busy - busyBefore) / (seconds * SECOND * count)),
            replicas.stream().mapToDouble(LlmServer::cacheShare).sum() / count,
            Math.max(0, (preempted - preemptedBefore) / seconds / count));
    busyBefore = busy;
    preemptedBefore = preempted;
    return sample;
  }

  /** Starts or ends replicas until there are so many, those that boot with them. */
  void scale(int wanted) {
    for (int i = replicas.size() + booting; i < wanted; i++) {
      booting++;
      events.in((long) (setup.bootSeconds() * SECOND), this::booted);
    }
    while (replicas.size() > Math.max(1, wanted)) {
      end(replicas.removeLast());
    }
  }

  /** Whether it has as many replicas as were asked for last. */
  boolean settled() {
    return booting == 0;
  }

  private void booted() {
    booting--;
    start();
    var spread = new ArrayList<LlmServer.Sequence>();
    replicas.forEach(replica -> spread.addAll(replica.surrender()));
    spread.forEach(sequence -> least().offer(sequence));
  }

  /** What waits goes elsewhere, what runs is finished. */
  private void end(LlmServer replica) {
    replica.surrender().forEach(sequence -> least().offer(sequence));
    busyBefore -= replica.busyNanos();
    preemptedBefore -= replica.preemptions();
  }

  List<Observation> observations() {
    return observations;
  }

  int replicas() {
    return replicas.size();
  }

  long generatedTokens() {
    return generatedTokens;
  }

  double replicaSeconds() {
    return replicaSeconds;
  }

  /** Sequences that run and bytes of tokens they hold, for {@code Recommender}. */
  long cachedTokens() {
    return replicas.stream().mapToLong(LlmServer::cachedTokens).sum();
  }

  int running() {
    return replicas.stream().mapToInt(LlmServer::running).sum();
  }
}
