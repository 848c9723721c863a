package dev.hearth.gateway.inference;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.kernel.Outcome;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP interface of the Open Inference Protocol, version 2. */
public final class InferenceApi {
  /** Seconds, or a number with {@code us}, {@code ms}, {@code s} or {@code m}. */
  public static final String TIMEOUT_HEADER = "X-Request-Timeout";

  /** Says how many bytes of a body are JSON, where binary data follow it. */
  public static final String JSON_LENGTH_HEADER = "Inference-Header-Content-Length";

  /** Requests of one key are answered by one version of a model. */
  public static final String ROUTING_KEY_HEADER = "X-Routing-Key";

  /** What of Triton's extensions is served. */
  public static final List<String> EXTENSIONS =
      List.of("binary_tensor_data", "model_repository", "statistics");

  private static final Logger LOG = LoggerFactory.getLogger(InferenceApi.class);
  private static final int LARGE_BODY_BYTES = 128 << 10;
  private static final int LARGE_BINARY_BYTES = 4 << 20;
  private static final int LARGE_ANSWER_ELEMENTS = 16 << 10;

  private static final Pattern JSON_LENGTH = Pattern.compile("0*[1-9]\\d{0,8}");
  private static final CharSequence OCTETS =
      HttpHeaders.createOptimized("application/octet-stream");

  private final OffLoop offLoop;
  private final InferenceService service;
  private final Bodies bodies;
  private final Timeouts timeouts;

  /**
   * An interface to {@code service}.
   *
   * @param defaultTimeoutNanos what a request may take unless it says less or more
   * @param maxTimeoutNanos the most it may say
   */
  public InferenceApi(
      Vertx vertx,
      InferenceService service,
      Bodies bodies,
      long defaultTimeoutNanos,
      long maxTimeoutNanos) {
    this.offLoop = new OffLoop(vertx);
    this.service = service;
    this.bodies = bodies;
    this.timeouts = new Timeouts(defaultTimeoutNanos, maxTimeoutNanos);
  }

  public void addTo(Router router) {
    router
        .route("GET", "/v2", this::server)
        .route("GET", "/v2/health/live", exchange -> exchange.json(200, Json.of(new Live(true))))
        .route("GET", "/v2/health/ready", this::ready);
    for (String model : List.of("/v2/models/{model}", "/v2/models/{model}/versions/{version}")) {
      router
          .route("GET", model, this::metadata)
          .route("GET", model + "/ready", this::modelReady)
          .route("POST", model + "/infer", this::infer);
    }
  }

  private void server(Exchange exchange) {
    exchange.json(200, Json.of(new Server("hearth", service.version(), EXTENSIONS)));
  }

  private void ready(Exchange exchange) {
    boolean ready = service.ready();
    exchange.json(ready ? 200 : 503, Json.of(new Ready(ready)));
  }

  private void metadata(Exchange exchange) {
    exchange.json(200, Json.of(ModelBody.of(service, model(exchange))));
  }

  private void modelReady(Exchange exchange) {
    ServedModel model = model(exchange);
    boolean ready = service.ready() && model.ready();
    exchange.json(ready ? 200 : 503, Json.of(new ModelReady(model.name(), ready)));
  }

  private ServedModel model(Exchange exchange) {
    return service.find(exchange.parameter("model"), exchange.optionalParameter("version"));
  }

  /** The version that answers; chosen when the body is there, since versions may go meanwhile. */
  private ServedModel route(Exchange exchange) {
    return service.route(
        exchange.parameter("model"),
        exchange.optionalParameter("version"),
        exchange.header(ROUTING_KEY_HEADER));
  }

  private void infer(Exchange exchange) {
    exchange.origin();
    model(exchange);
    OptionalInt jsonBytes = jsonBytes(exchange);
    (jsonBytes.isPresent() ? split(exchange, jsonBytes.getAsInt()) : whole(exchange))
        .onSuccess(parsed -> guarded(exchange, () -> submit(exchange, parsed)))
        .onFailure(cause -> fail(exchange, cause));
  }

  private Future<ParsedRequest> whole(Exchange exchange) {
    return bodies
        .read(exchange)
        .compose(
            body -> offLoop.maybe(body.length > LARGE_BODY_BYTES, () -> RequestReader.read(body)));
  }

  private Future<ParsedRequest> split(Exchange exchange, int jsonBytes) {
    return bodies
        .readSplit(exchange, jsonBytes)
        .compose(
            body -> {
              boolean large = jsonBytes > LARGE_BODY_BYTES;
              large |= body.rest().remaining() > LARGE_BINARY_BYTES;
              return offLoop.maybe(large, () -> RequestReader.read(body));
            });
  }

  private static OptionalInt jsonBytes(Exchange exchange) {
    Optional<String> header = exchange.header(JSON_LENGTH_HEADER);
    if (header.isEmpty()) {
      return OptionalInt.empty();
    }
    String text = header.get().strip();
    if (!JSON_LENGTH.matcher(text).matches()) {
      throw Problem.badRequest(
          "%s is '%s' but must say how many bytes of the body are JSON, from 1 to 999999999"
              .formatted(JSON_LENGTH_HEADER, text));
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  private void submit(Exchange exchange, ParsedRequest parsed) {
    if (exchange.over()) {
      return;
    }
    ServedModel model = route(exchange);
    long nanos = timeouts.nanos(exchange.header(TIMEOUT_HEADER), parsed.timeoutMicros());
    InferenceService.Call call =
        service.infer(
            model,
            parsed.request(),
            nanos,
            exchange.origin().next(),
            (outcome, outputs) -> reply(exchange, model, parsed, outcome, outputs));
    exchange.onAbandoned(call::cancel);
  }

  private void reply(
      Exchange exchange,
      ServedModel model,
      ParsedRequest parsed,
      Outcome outcome,
      List<Tensor> outputs) {
    if (!(outcome instanceof Outcome.Answered)) {
      exchange.fail(Outcomes.problem(model.name(), outcome));
      return;
    }
    boolean large = ResponseWriter.jsonElements(outputs, parsed.binary()) > LARGE_ANSWER_ELEMENTS;
    offLoop
        .maybe(large, () -> ResponseWriter.write(model, parsed.id(), outputs, parsed.binary()))
        .onSuccess(answer -> send(exchange, answer))
        .onFailure(cause -> fail(exchange, cause));
  }

  private static void send(Exchange exchange, ResponseWriter.Answer answer) {
    if (answer.raw().isEmpty()) {
      exchange.json(200, Buffer.buffer(answer.json()));
    } else if (!exchange.over()) {
      String jsonBytes = Integer.toString(answer.json().length);
      exchange.request().response().putHeader(JSON_LENGTH_HEADER, jsonBytes);
      exchange.answer(200, OCTETS, joined(answer));
    }
  }

  /** All parts one after the other, none of them copied. */
  private static Buffer joined(ResponseWriter.Answer answer) {
    List<ByteBuffer> parts = new ArrayList<>(answer.raw());
    parts.addFirst(ByteBuffer.wrap(answer.json()));
    return BufferInternal.buffer(
        Unpooled.wrappedBuffer(parts.size(), parts.toArray(ByteBuffer[]::new)));
  }

  private static void guarded(Exchange exchange, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      fail(exchange, e);
    }
  }

  private static void fail(Exchange exchange, Throwable cause) {
    switch (cause) {
      case Problem problem -> exchange.fail(problem);
      case InvalidRequest invalid ->
          exchange.fail(Problem.badRequest(String.valueOf(invalid.getMessage())));
      default -> {
        exchange.logged(() -> LOG.error("{} failed", exchange.request().path(), cause));
        exchange.fail(Problem.of(500, "the node failed on this request; its log says why"));
      }
    }
  }

  private record Live(boolean live) {}

  private record Ready(boolean ready) {}

  private record ModelReady(String name, boolean ready) {}

  private record Server(String name, String version, List<String> extensions) {}

  private record TensorBody(String name, String datatype, List<Long> shape) {
    static List<TensorBody> of(List<TensorMetadata> tensors) {
      return tensors.stream()
          .map(tensor -> new TensorBody(tensor.name(), tensor.datatype().name(), tensor.shape()))
          .toList();
    }
  }

  private record ModelBody(
      String name,
      List<String> versions,
      String platform,
      List<TensorBody> inputs,
      List<TensorBody> outputs,
      Map<String, String> parameters) {
    static ModelBody of(InferenceService service, ServedModel model) {
      GraphMetadata graph = model.graph();
      return new ModelBody(
          model.name(),
          service.versions(model.name()).stream().map(ServedModel::version).toList(),
          model.platform(),
          TensorBody.of(graph.inputs()),
          TensorBody.of(graph.outputs()),
          Map.of());
    }
  }
}
