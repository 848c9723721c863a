package dev.hearth.gateway.inference;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.generation.GenerationRequest;
import io.vertx.core.Vertx;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a request for generated text, in whatever protocol: the body is read, the model asked,
 * and the text told whole or as it comes.
 */
public final class Completions {
  private static final Logger LOG = LoggerFactory.getLogger(Completions.class);
  private static final int LARGE_BODY_BYTES = 128 << 10;

  private final InferenceService service;
  private final Bodies bodies;
  private final Timeouts timeouts;
  private final OffLoop offLoop;

  /** What to ask of a model, and how to tell what it gives. */
  public record Work(ServedModel model, GenerationRequest request, TextForm form) {}

  public Completions(Vertx vertx, InferenceService service, Bodies bodies, Timeouts timeouts) {
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
      var reply = new TextAnswer(exchange, work.model().name(), work.form());
      InferenceService.Call call =
          service.generate(work.model(), work.request(), nanos, exchange.origin().next(), reply);
      exchange.onAbandoned(call::cancel);
    } catch (RuntimeException e) {
      fail(exchange, e);
    }
  }

  private static void fail(Exchange exchange, Throwable cause) {
    if (!(cause instanceof Problem)) {
      exchange.logged(() -> LOG.error("{} failed", exchange.request().path(), cause));
    }
    exchange.fail(Problem.from(cause));
  }
}
