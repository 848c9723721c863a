package dev.hearth.gateway.lambda;

import dev.hearth.functions.AsyncInvocations;
import dev.hearth.functions.Functions;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.event.Events;
import dev.hearth.functions.event.Idempotency;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Router;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * AWS Lambda's API, version 2015-03-31 and what was added to it, so that AWS's own clients can be
 * used with another endpoint. Names may be names, partial ARNs or ARNs, of whichever account and
 * region. Where the node has credentials, requests must be signed with one of them.
 */
public final class LambdaApi {
  private static final List<String> PREFIXES =
      List.of(
          "/2014-11-13/",
          "/2015-03-31/",
          "/2016-08-19/",
          "/2017-03-31/",
          "/2017-10-31/",
          "/2018-10-31/",
          "/2019-09-25/",
          "/2019-09-30/",
          "/2020-06-30/",
          "/2021-07-20/",
          "/2021-10-31/",
          "/2021-11-15/",
          "/2024-08-31/",
          "/2025-");
  private static final int ID_CHARACTERS = 32;
  private static final int RADIX = 36;

  private final Functions functions;
  private final Invoker invoker;
  private final AsyncInvocations events;
  private final LambdaConfig config;
  private final Door door;
  private final OffLoop offLoop;
  private final LongSupplier millis;

  /**
   * The API.
   *
   * @param invoker starts calls that somebody waits for
   * @param events takes those that nobody waits for
   * @param millis the time, in milliseconds since 1970
   */
  public LambdaApi(
      Vertx vertx,
      Functions functions,
      Invoker invoker,
      AsyncInvocations events,
      Bodies bodies,
      LambdaConfig config,
      LongSupplier millis) {
    this.functions = functions;
    this.invoker = invoker;
    this.events = events;
    this.config = config;
    this.millis = millis;
    offLoop = new OffLoop(vertx);
    Optional<Signatures> signatures =
        config.credentials().isEmpty()
            ? Optional.empty()
            : Optional.of(new Signatures(config.credentials(), "lambda", millis));
    door = new Door(bodies, offLoop, signatures, config.signers());
  }

  public void addTo(Router router) {
    addTo(router, Optional.empty());
  }

  private void addTo(Router router, Optional<Idempotency> idempotency) {
    PREFIXES.forEach(prefix -> router.errorsBelow(prefix, LambdaErrors::body, LambdaErrors::head));
    new InvokeApi(functions, invoker, events, idempotency, door, offLoop, config.waitNanos())
        .addTo(router);
    new FunctionUrlApi(functions, invoker, door, config.waitNanos(), millis).addTo(router);
    new FunctionsApi(functions).addTo(router, door);
    new VersionsApi(functions).addTo(router, door);
    new ConcurrencyApi(functions).addTo(router, door);
    new TagsApi(functions).addTo(router, door);
    new EventConfigsApi(functions).addTo(router, door);
    var random = new SplittableRandom();
    new UrlsApi(functions, () -> id(random), millis).addTo(router, door);
    new AccountApi(functions, config.code(), config.concurrency()).addTo(router, door);
  }

  /**
   * The API of a node with queues and a memory of calls: clients also say which queues call
   * functions, and a call with an {@code Idempotency-Key} that is sent twice runs once.
   */
  public void addTo(Router router, Events happenings) {
    addTo(router, Optional.of(happenings.idempotency()));
    new EventSourcesApi(functions, happenings.mappings(), millis).addTo(router, door);
  }

  private static String id(SplittableRandom random) {
    var id = new StringBuilder(ID_CHARACTERS);
    while (id.length() < ID_CHARACTERS) {
      id.append(Character.forDigit(random.nextInt(RADIX), RADIX));
    }
    return id.toString();
  }
}
