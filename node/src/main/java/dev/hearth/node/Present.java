package dev.hearth.node;

import dev.hearth.functions.event.Events;
import dev.hearth.functions.event.QueueStatus;
import dev.hearth.gateway.security.Kind;
import dev.hearth.node.security.Things;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** What is there under a name, or about to be, and what speaks of it. Owned by the event loop. */
record Present(
    Catalogue catalogue,
    Graphs graphs,
    FunctionPlatform functions,
    FunctionEvents surroundings,
    ChangesUnderWay underWay)
    implements Things {
  @Override
  public Future<Boolean> exists(Kind kind, String name) {
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

  @Override
  public Future<List<Thing>> referring(Kind kind, String name) {
    return switch (kind) {
      case MODEL -> Future.succeededFuture(graphs(name).toList());
      case FUNCTION -> Future.succeededFuture(callers(name).toList());
      case QUEUE ->
          Future.fromCompletionStage(surroundings.events().queues().list())
              .map(all -> Stream.concat(leadingTo(name, all), feeding(name)).toList());
      case BUCKET ->
          Future.succeededFuture(
              surroundings.events().objects().triggers().stream()
                  .filter(each -> each.bucket().equals(name))
                  .map(each -> new Thing(Kind.TRIGGER, each.id()))
                  .toList());
      case SCHEDULE, TRIGGER -> Future.succeededFuture(List.of());
    };
  }

  private Stream<Thing> graphs(String service) {
    return graphs.calling(service).map(each -> new Thing(Kind.MODEL, each));
  }

  private Stream<Thing> callers(String function) {
    Events events = surroundings.events();
    return Stream.of(
            graphs(function),
            events.schedules().list().stream()
                .filter(each -> each.function().equals(function))
                .map(each -> new Thing(Kind.SCHEDULE, each.name())),
            events.objects().triggers().stream()
                .filter(each -> each.function().equals(function))
                .map(each -> new Thing(Kind.TRIGGER, each.id())),
            events.mappings().list().stream()
                .filter(each -> each.function().equals(function))
                .map(each -> new Thing(Kind.QUEUE, each.queue())),
            sending(new Thing(Kind.FUNCTION, function)))
        .flatMap(each -> each);
  }

  private static Stream<Thing> leadingTo(String queue, List<QueueStatus> all) {
    return all.stream()
        .filter(each -> each.settings().deadLetter().filter(queue::equals).isPresent())
        .map(each -> new Thing(Kind.QUEUE, each.name()));
  }

  private Stream<Thing> feeding(String queue) {
    return Stream.concat(
        surroundings.events().mappings().list().stream()
            .filter(each -> each.queue().equals(queue))
            .map(each -> new Thing(Kind.FUNCTION, each.function())),
        sending(new Thing(Kind.QUEUE, queue)));
  }

  /** Functions whose answers or failures go to a function or queue. */
  private Stream<Thing> sending(Thing to) {
    return functions.registry().list().stream()
        .filter(each -> each.events().values().stream().anyMatch(way -> Tenancy.sends(way, to)))
        .map(each -> new Thing(Kind.FUNCTION, each.name()));
  }
}
