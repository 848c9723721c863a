package dev.hearth.node;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Functions;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeReply;
import dev.hearth.functions.Invoker;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.gateway.inference.Outcomes;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.kernel.Outcome;
import dev.hearth.node.function.NodeFunctions;
import dev.hearth.node.graph.Services;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The models and functions of the node for steps of graphs, with no socket between. */
final class NodeServices implements Services {
  private static final int MAX_ANSWER = 6 << 20;

  /** That of whoever the called function belongs to. */
  private static final String TENANT = "";

  private final KernelLoop loop;
  private final Requests requests;
  private final Functions functions;
  private final NodeFunctions runtime;
  private final Invoker invoker;

  /**
   * @param invoker starts calls of functions
   */
  NodeServices(
      KernelLoop loop,
      Requests requests,
      Functions functions,
      NodeFunctions runtime,
      Invoker invoker) {
    this.loop = loop;
    this.requests = requests;
    this.functions = functions;
    this.runtime = runtime;
    this.invoker = invoker;
  }

  @Override
  public Optional<Service> find(String name) {
    return or(requests.model(name), name);
  }

  @Override
  public Optional<Service> choose(String name) {
    return or(requests.choose(name, Optional.empty()), name);
  }

  private Optional<Service> or(Optional<Deployed> model, String name) {
    Optional<Service> found = model.map(Service.Model::new);
    return found.or(() -> functions.find(name).map(_ -> new Service.Code(name)));
  }

  @Override
  public Call<List<Tensor>> infer(
      ServedModel model, InferenceRequest request, long timeoutNanos, int caller, Origin origin) {
    Promise<List<Tensor>> answer = Promise.promise();
    InferenceService.Call call =
        requests.infer(
            model,
            request,
            timeoutNanos,
            caller,
            origin,
            (outcome, outputs) -> {
              if (outcome instanceof Outcome.Answered) {
                answer.complete(outputs);
              } else {
                answer.fail(Outcomes.problem(model.name(), outcome));
              }
            });
    return new Call<>(((Deployed) model).function(), answer.future(), call::cancel);
  }

  @Override
  public Call<byte[]> invoke(
      String function, byte[] payload, long timeoutNanos, int caller, Origin origin) {
    try {
      String version = functions.route(function, Optional.empty()).version().version();
      var call =
          new Invoke(
              UUID.randomUUID().toString(),
              payload,
              TENANT,
              FunctionName.arn(function),
              timeoutNanos,
              false,
              Optional.of(origin.caller().amazon()),
              Optional.empty());
      var answer = new Answer(function);
      Runnable cancel = invoker.invoke(function, Optional.of(version), call.after(caller), answer);
      Runnable inTime = loop.later(timeoutNanos, () -> answer.late(cancel));
      int handle = runtime.handle(function, version).orElse(Invoke.NO_CALLER);
      return new Call<>(handle, answer.promise.future().onComplete(_ -> inTime.run()), cancel);
    } catch (FunctionException e) {
      throw FunctionProblems.of(e);
    }
  }

  /** What a function answers, put together if it comes in parts. */
  private static final class Answer implements InvokeReply {
    private final Promise<byte[]> promise = Promise.promise();
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private final String function;

    Answer(String function) {
      this.function = function;
    }

    @Override
    public void part(byte[] bytes) {
      if (parts.size() + bytes.length <= MAX_ANSWER) {
        parts.writeBytes(bytes);
      } else {
        promise.tryFail(
            Problem.of(
                500,
                "function '%s' answered with more than %d bytes".formatted(function, MAX_ANSWER)));
      }
    }

    void late(Runnable cancel) {
      promise.tryFail(Problem.of(504, "function '%s' did not answer in time".formatted(function)));
      cancel.run();
    }

    @Override
    public void ended(InvokeEnd end) {
      switch (end) {
        case InvokeEnd.Answered(byte[] payload, _) ->
            promise.tryComplete(parts.size() > 0 ? parts.toByteArray() : payload);
        case InvokeEnd.Failed(var failure, _) ->
            promise.tryFail(
                Problem.of(
                    500,
                    "function '%s' failed: %s: %s"
                        .formatted(function, failure.errorType(), failure.message())));
        case InvokeEnd.Refused refused -> promise.tryFail(FunctionProblems.of(refused));
      }
    }
  }
}
