package dev.hearth.node;

import dev.hearth.functions.event.Events;
import dev.hearth.gateway.security.Kind;
import io.vertx.core.Future;
import java.util.concurrent.CompletionStage;

/** What is there under a name, or about to be. Owned by the event loop. */
record Present(
    Catalogue catalogue,
    Graphs graphs,
    FunctionPlatform functions,
    FunctionEvents surroundings,
    ChangesUnderWay underWay) {
  Future<Boolean> exists(Kind kind, String name) {
    Events events = surroundings.events();
    return switch (kind) {
      case MODEL ->
          Future.succeededFuture(
              catalogue.find(name).isPresent()
                  || graphs.deployed(name).isPresent()
                  || underWay.contains(name));
      case FUNCTION ->
          Future.succeededFuture(
              functions.registry().find(name).isPresent() || underWay.contains("function " + name));
      case QUEUE -> found(events.queues().find(name).thenApply(_ -> true));
      case BUCKET -> found(events.objects().list(name, "", "", 1).thenApply(all -> !all.isEmpty()));
      case SCHEDULE -> Future.succeededFuture(events.schedules().find(name).isPresent());
      case TRIGGER ->
          Future.succeededFuture(
              events.objects().triggers().stream().anyMatch(each -> each.id().equals(name)));
    };
  }

  /** What cannot be found is not there. */
  private static Future<Boolean> found(CompletionStage<Boolean> search) {
    return Future.fromCompletionStage(search).otherwise(false);
  }
}
