package dev.hearth.gateway.inference;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.Tensor;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a request whose body and answer are JSON, in whatever protocol: the body is read, the
 * model called, the answer written, and a problem told.
 */
public final class JsonInference {
  private static final Logger LOG = LoggerFactory.getLogger(JsonInference.class);
  private static final int LARGE_BODY_BYTES = 128 << 10;
  private static final int LARGE_ANSWER_ELEMENTS = 16 << 10;

  private final InferenceService service;
  private final Bodies bodies;
  private final Timeouts timeouts;
  private final OffLoop offLoop;

  /**
   * What to ask of a model.
   *
   * @param requests at least one; several if one would have more than {@link ServedModel#maxRows}
   * @param answer makes the body of the answer of the outputs of each request; runs off the event
   *     loop if it is large
   */
  public record Work(
      ServedModel model,
      List<InferenceRequest> requests,
      Function<List<List<Tensor>>, byte[]> answer) {}

  public JsonInference(Vertx vertx, InferenceService service, Bodies bodies, Timeouts timeouts) {
    this.service = service;
    this.bodies = bodies;
    this.timeouts = timeouts;
    this.offLoop = new OffLoop(vertx);
  }

  /**
   * Answers a request, or tells why not.
   *
   * @param reader makes of the body what it says; runs off the event loop if the body is large
   * @param plan makes of that what to ask; runs on the event loop
   */
  public <T> void handle(Exchange exchange, Function<byte[], T> reader, Function<T, Work> plan) {
    exchange.origin();
    bodies
        .read(exchange)
        .compose(body -> offLoop.maybe(body.length > LARGE_BODY_BYTES, () -> reader.apply(body)))
        .map(plan)
        .onSuccess(work -> submit(exchange, work))
        .onFailure(cause -> fail(exchange, cause));
  }

  private void submit(Exchange exchange, Work work) {
    if (exchange.over()) {
      return;
    }
    try {
      long nanos =
          timeouts.nanos(exchange.header(InferenceApi.TIMEOUT_HEADER), OptionalLong.empty());
      var parts =
          new Parts(
              service,
              work.model(),
              work.requests(),
              nanos,
              exchange.origin(),
              answers -> answer(exchange, work, answers),
              why -> fail(exchange, why));
      exchange.onAbandoned(parts::cancel);
      parts.start();
    } catch (RuntimeException e) {
      fail(exchange, e);
    }
  }

  private void answer(Exchange exchange, Work work, List<List<Tensor>> answers) {
    long elements = answers.stream().flatMap(List::stream).mapToLong(Tensor::elements).sum();
    offLoop
        .maybe(elements > LARGE_ANSWER_ELEMENTS, () -> work.answer().apply(answers))
        .onSuccess(body -> exchange.json(200, Buffer.buffer(body)))
        .onFailure(cause -> fail(exchange, cause));
  }

  private static void fail(Exchange exchange, Throwable cause) {
    switch (cause) {
      case Problem problem -> exchange.fail(problem);
      case InvalidRequest invalid ->
          exchange.fail(Problem.badRequest(String.valueOf(invalid.getMessage())));
      default -> {
        exchange.logged(() -> LOG.error("{} failed", exchange.request().path(), cause));
        exchange.fail(Problem.from(cause));
      }
    }
  }
}
