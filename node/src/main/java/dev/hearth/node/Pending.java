package dev.hearth.node;

import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.generation.Ending;
import dev.hearth.inference.generation.GenerationRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The payload of one unanswered invocation. Owned by the event loop. */
final class Pending {
  private static final InferenceRequest NOTHING = new InferenceRequest(List.of(), Set.of());

  final long id;
  final Deployed model;
  final InferenceRequest request;
  final Shapes.@Nullable Key shape;
  final long submittedAt;
  final InferenceService.Reply reply;
  final int rows;
  List<Tensor> outputs = List.of();
  Optional<Ending.Finished> finished = Optional.empty();
  long startedAt = -1;
  RunTimes run = RunTimes.NONE;

  /** What is to be generated, and for whom; an inference without. */
  @Nullable Generation generation;

  /** Whether it has its outcome. */
  boolean over;

  /** Whether it only wants an instance, and runs nothing. */
  final boolean wakes;

  /**
   * Text to generate.
   *
   * @param reply hears it
   */
  record Generation(GenerationRequest request, InferenceService.TextReply reply) {}

  private Pending(
      long id,
      Deployed model,
      InferenceRequest request,
      Shapes.@Nullable Key shape,
      long submittedAt,
      InferenceService.Reply reply,
      int rows,
      boolean wakes) {
    this.id = id;
    this.model = model;
    this.request = request;
    this.shape = shape;
    this.submittedAt = submittedAt;
    this.reply = reply;
    this.rows = rows;
    this.wakes = wakes;
  }

  static Pending of(
      long id,
      Deployed model,
      InferenceRequest request,
      Shapes.@Nullable Key shape,
      long submittedAt,
      InferenceService.Reply reply) {
    int rows = model.axes().map(axes -> axes.rows(request)).orElse(1);
    return new Pending(id, model, request, shape, submittedAt, reply, rows, false);
  }

  /** One that wants text. */
  static Pending generating(long id, Deployed model, Generation generation, long submittedAt) {
    var entry = new Pending(id, model, NOTHING, null, submittedAt, (_, _) -> {}, 1, false);
    entry.generation = generation;
    return entry;
  }

  /** One that only wants an instance. */
  static Pending waking(long id, Deployed model, long submittedAt, InferenceService.Reply reply) {
    return new Pending(id, model, NOTHING, null, submittedAt, reply, 1, true);
  }
}
