package dev.hearth.gateway.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of one invocation went, and what was decided about it.
 *
 * @param id what its answer called it
 * @param parentSpanId the span that asked, if one is known
 * @param sampled whether it is exported, where traces are exported
 * @param deployment {@code model/NAME}, {@code function/NAME} or {@code graph/NAME}
 * @param protocol how it came
 * @param receivedAt milliseconds since 1970
 * @param outcome a word, as the metric {@code hearth_requests_total} has it
 * @param message what its caller was told, if that was not an answer
 * @param totalMs milliseconds from its arrival to its outcome
 * @param instance which ran it, if one did
 * @param runRows rows of the whole run it was part of
 * @param runMembers invocations in that run
 * @param reasons whether the policies' reasons were noted: they are for traces that are kept, and
 *     for some in each second of each deployment
 * @param steps invocations that this one led to, as far as they are kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explained(
    String id,
    String traceId,
    String spanId,
    @Nullable String parentSpanId,
    boolean sampled,
    String deployment,
    String version,
    String protocol,
    long receivedAt,
    String outcome,
    @Nullable String message,
    double totalMs,
    int rows,
    @Nullable Integer instance,
    int runRows,
    int runMembers,
    boolean reasons,
    List<Phase> phases,
    List<Decision> decisions,
    List<Operator> operators,
    List<Step> steps) {
  /**
   * A stretch of its time.
   *
   * @param within the phase it is part of, if it is part of one
   * @param startMs milliseconds after its arrival
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Phase(String name, @Nullable String within, double startMs, double ms) {}

  /**
   * What a policy answered.
   *
   * @param atMs milliseconds after its arrival
   * @param role which kind of question it was
   * @param policy id of the suite that answered
   * @param why what the answer rested on, if that was noted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Decision(
      double atMs, String role, String policy, String answer, @Nullable String why) {}

  /**
   * An operator of its model, from a run of its own tensors with the engine's profiling.
   *
   * @param startMs milliseconds after the start of that run
   */
  public record Operator(String name, String type, double startMs, double ms) {}

  /** An invocation that this one led to. */
  public record Step(String id, String deployment, String outcome, double startMs, double ms) {}
}
