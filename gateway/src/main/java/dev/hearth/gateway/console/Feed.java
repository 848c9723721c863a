package dev.hearth.gateway.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.gateway.security.Sight;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a node does, for those who watch. Its records are the feed's JSON, name by name; all times
 * are milliseconds since 1970. Called on the event loop.
 */
public interface Feed {
  /** All that somebody sees, and where changes begin that are not in it. */
  Snapshot snapshot(Sight sight);

  /**
   * What is different of that since a snapshot or change.
   *
   * @param cursor {@link Snapshot#cursor} or {@link Change#cursor}
   */
  Change since(Sight sight, long cursor);

  /** One deployment closely, if there is one under that key that is seen. */
  Optional<Detail> detail(Sight sight, String key);

  /** The last lines that were logged of a deployment, oldest first; none if there is no such. */
  Optional<List<LogLine>> log(Sight sight, String key);

  /**
   * The beginning of a feed.
   *
   * @param more deployments that are left out, the node having more than a feed shows
   */
  record Snapshot(
      long now,
      NodeState node,
      List<Deployment> deployments,
      List<Instance> instances,
      List<Moment> timeline,
      List<Decision> decisions,
      int more,
      long cursor) {}

  /** What is different. */
  record Change(
      long now,
      NodeState node,
      List<Deployment> deployments,
      List<String> removed,
      List<Instance> instances,
      List<Moment> timeline,
      List<Decision> decisions,
      long cursor) {
    /** Whether nothing is. */
    public boolean empty() {
      return deployments.isEmpty()
          && removed.isEmpty()
          && instances.isEmpty()
          && timeline.isEmpty()
          && decisions.isEmpty();
    }
  }

  /**
   * The node.
   *
   * @param used by the deployments that are seen; so are the numbers of invocations
   * @param anonymous whether it asks nobody who they are
   * @param tenant whose deployments are seen, if not those of all
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record NodeState(
      String version,
      long startedAt,
      String address,
      int cores,
      Amount capacity,
      Amount used,
      int queued,
      int running,
      boolean anonymous,
      Optional<String> tenant) {}

  /**
   * An amount of what a node has.
   *
   * @param cpu in cores
   */
  record Amount(double cpu, long memoryBytes) {}

  /**
   * A model, function or graph.
   *
   * @param key {@code model/NAME}, {@code function/NAME} or {@code graph/NAME}
   * @param state {@code asleep}, {@code waking}, {@code ready}, {@code unloaded} or {@code failing}
   * @param problem why it fails
   * @param queued invocations that wait
   * @param running invocations that run
   * @param memoryBytes what its instances hold of the node's memory
   * @param policies suites in office by role
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Deployment(
      String key,
      String kind,
      String name,
      String state,
      Optional<String> problem,
      List<Version> versions,
      Instances instances,
      int queued,
      int running,
      Optional<Objective> objective,
      Totals totals,
      Minute lastMinute,
      long memoryBytes,
      Cost cost,
      Map<String, String> policies) {}

  /**
   * A version that is served.
   *
   * @param share percent of the invocations that name no version
   */
  record Version(String version, int share) {}

  /** Number of instances by state. */
  record Instances(int starting, int idle, int busy, int changing, int draining, int stopping) {}

  record Objective(double latencyMs, double percentile) {}

  /** Since the node started or the deployment came. */
  record Totals(long answered, long failed, long rejected, long timedOut, long coldStarts) {}

  /**
   * The last minute, in steps of ten seconds.
   *
   * @param requests that came to an end, whichever
   * @param p50Ms from submission to the answer, of those answered, to within 4 %
   * @param goodput share of all requests that was answered within the objective
   * @param meanBatch rows of a run
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Minute(
      long requests,
      double p50Ms,
      double p90Ms,
      double p99Ms,
      OptionalDouble goodput,
      double meanBatch) {}

  /** What it cost since the node started, by the node's prices. */
  record Cost(BigDecimal amount, String currency, double gbSeconds) {}

  /**
   * One instance. What is gone has the state {@code gone}, once.
   *
   * @param since when it came into its state
   * @param keepUntil until when it stays without work
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Instance(
      int id,
      String key,
      String version,
      String state,
      long since,
      long memoryBytes,
      OptionalLong keepUntil,
      int busySlots,
      int slots) {}

  /**
   * Something that happened to an instance.
   *
   * @param what the state it came into, or {@code failed}
   * @param rows that it began to run, or had run when it became idle
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Moment(
      long at, int instance, String key, String what, OptionalInt rows, Optional<String> note) {}

  /**
   * What a policy answered.
   *
   * @param id the same when an answer is told again because it was given again
   * @param at when it was last given
   * @param why what it rested on
   * @param times how often it was given
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Decision(
      long id,
      long at,
      String key,
      String role,
      String policy,
      String answer,
      Optional<String> why,
      long times) {}

  /** A deployment with the last answer of each policy and the last moments of its instances. */
  record Detail(
      Deployment deployment,
      List<Instance> instances,
      Map<String, Decision> decisions,
      List<Moment> timeline) {}

  /** Something that was written down. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record LogLine(long at, String level, String text, Optional<String> invocation) {}
}
