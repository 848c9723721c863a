package dev.hearth.node;

import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The payload of one unanswered invocation. Owned by the event loop. */
final class Pending {
  final long id;
  final Deployed model;
  final InferenceRequest request;
  final Shapes.@Nullable Key shape;
  final long submittedAt;
  final InferenceService.Reply reply;
  final int rows;
  List<Tensor> outputs = List.of();
  long startedAt = -1;
  RunTimes run = RunTimes.NONE;

  /** Whether it only wants an instance, and runs nothing. */
  final boolean wakes;

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

  /** One that only wants an instance. */
  static Pending waking(long id, Deployed model, long submittedAt, InferenceService.Reply reply) {
    return new Pending(
        id, model, new InferenceRequest(List.of(), Set.of()), null, submittedAt, reply, 1, true);
  }
}
