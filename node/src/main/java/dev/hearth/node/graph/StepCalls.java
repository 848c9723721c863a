package dev.hearth.node.graph;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.node.graph.Services.Call;
import dev.hearth.node.graph.Services.Service;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The calls of models and functions that one request makes. Owned by the event loop. */
final class StepCalls {
  /** What is larger is converted off the event loop. */
  static final int LARGE_BYTES = 128 << 10;

  private final GraphRun.Setting setting;
  private final StepMeasures measures;
  private final Form form;
  private final long deadline;
  private final Origin origin;
  private final Set<Runnable> underWay = new LinkedHashSet<>();
  private boolean cancelled;

  /**
   * @param function the kernel's handle of what ran
   */
  record Answer(Payload payload, int function) {}

  /** What is known of a call when it begins. */
  private record Begun(GraphNode node, GraphStep step, long bytesIn, long at) {}

  StepCalls(
      GraphRun.Setting setting, StepMeasures measures, Form form, long deadline, Origin origin) {
    this.origin = origin;
    this.setting = setting;
    this.measures = measures;
    this.form = form;
    this.deadline = deadline;
  }

  void cancel() {
    cancelled = true;
    List.copyOf(underWay).forEach(Runnable::run);
  }

  Future<Answer> call(GraphNode node, GraphStep step, String name, Payload given, int caller) {
    var begun = new Begun(node, step, given.bytes(), setting.clock().getAsLong());
    return switch (service(name)) {
      case Service.Model model -> infer(begun, model, given, caller);
      case Service.Code function -> invoke(begun, function, given, caller);
      case null ->
          Future.failedFuture(
              Problem.notFound("no model and no function '" + name + "' is deployed any more"));
    };
  }

  private @Nullable Service service(String name) {
    return setting.services().choose(name).orElse(null);
  }

  private Future<Answer> infer(Begun begun, Service.Model model, Payload given, int caller) {
    return converted(given, () -> given.tensors(begun.step(), model.served().graph()))
        .compose(
            inputs -> {
              var request = new InferenceRequest(inputs, Set.of());
              return ended(
                  begun,
                  false,
                  setting.services().infer(model.served(), request, left(), caller, below(begun)),
                  Payload.Tensors::answer);
            });
  }

  private Future<Answer> invoke(Begun begun, Service.Code function, Payload given, int caller) {
    return converted(given, () -> given.json(form))
        .compose(
            bytes ->
                ended(
                    begun,
                    true,
                    setting.services().invoke(function.name(), bytes, left(), caller, below(begun)),
                    Payload::ofText));
  }

  private <T> Future<T> converted(Payload given, Callable<T> conversion) {
    return setting.offLoop().maybe(given.bytes() > LARGE_BYTES, conversion);
  }

  private Origin below(Begun begun) {
    return origin.below("step " + begun.step().name());
  }

  /** What is left of the time for all steps. */
  private long left() {
    if (cancelled) {
      throw Problem.of(499, "the caller took the request back");
    }
    long left = deadline - setting.clock().getAsLong();
    if (left <= 0) {
      throw Problem.of(504, "the time for the whole graph was over before it began");
    }
    return left;
  }

  private <T> Future<Answer> ended(
      Begun begun, boolean function, Call<T> call, Function<T, Payload> payload) {
    Runnable cancel = call.cancel();
    underWay.add(cancel);
    return call.answer()
        .map(answer -> new Answer(payload.apply(answer), call.function()))
        .onComplete(
            end -> {
              underWay.remove(cancel);
              long bytesOut = end.succeeded() ? end.result().payload().bytes() : 0;
              measures.ended(
                  new StepMeasures.End(
                      begun.node().name(),
                      begun.step().name(),
                      function,
                      end.succeeded(),
                      setting.clock().getAsLong() - begun.at(),
                      begun.bytesIn(),
                      bytesOut));
            });
  }
}
