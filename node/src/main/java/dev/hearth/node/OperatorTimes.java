package dev.hearth.node;

import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.operators.RunTracer;
import dev.hearth.inference.pipeline.PipelineRuntime;
import dev.hearth.node.trace.OperatorSpan;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out how long the operators of a model take for the tensors of one request, in a run of its
 * own that nobody waits for. Owned by the event loop.
 */
final class OperatorTimes {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorTimes.class);

  /** Each needs memory for one more copy of its model. */
  private static final int WAITING = 4;

  private final Background background;
  private final RunTracer tracer;
  private int waiting;

  /**
   * @param background one thread, so that there is one more copy of one model at a time
   */
  OperatorTimes(OnnxRuntime engine, Background background) {
    this.background = background;
    tracer = new RunTracer(engine);
  }

  /** Tells {@code then}, in any case: nothing if too many wait already, or it fails. */
  void trace(Deployed model, List<Tensor> inputs, Consumer<List<OperatorSpan>> then) {
    if (waiting >= WAITING || model.generation().isPresent()) {
      then.accept(List.of());
      return;
    }
    waiting++;
    background
        .call(() -> traced(model, inputs))
        .onComplete(
            traced -> {
              waiting--;
              if (traced.failed()) {
                LOG.warn("operators of '{}' were not timed: {}", model.name(), traced.cause());
              }
              then.accept(traced.succeeded() ? traced.result() : List.of());
            });
  }

  private List<OperatorSpan> traced(Deployed model, List<Tensor> inputs) {
    return tracer
        .trace(
            engine ->
                new PipelineRuntime(engine)
                    .open(
                        model.artifact(),
                        model.manifest().pipeline(),
                        model.files(),
                        RuntimeOptions.defaults()),
            inputs)
        .stream()
        .map(ran -> new OperatorSpan(ran.name(), ran.type(), ran.from(), ran.nanos()))
        .toList();
  }
}
