package dev.hearth.node;

import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionName;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Owners;
import dev.hearth.node.graph.InferenceGraph;
import dev.hearth.node.graph.Services;
import dev.hearth.node.security.Things.Thing;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps what a tenant deploys from leading to what another one has. Owned by the event loop. */
record Tenancy(Owners owners) {
  /**
   * Goes on only if all that a graph calls is its own tenant's.
   *
   * @throws Problem with status 404, as for what is not there
   */
  void check(InferenceGraph graph, Services services) {
    String tenant = owners.tenant(Kind.MODEL, graph.name());
    for (String name : graph.services()) {
      services
          .find(name)
          .ifPresent(
              found -> {
                Kind kind = found instanceof Services.Service.Code ? Kind.FUNCTION : Kind.MODEL;
                require(kind, name, tenant);
              });
    }
  }

  /** The same of a function and where its answers and failures go. */
  void check(String function, Optional<EventConfiguration> events) {
    String tenant = owners.tenant(Kind.FUNCTION, function);
    events.stream()
        .flatMap(Tenancy::targets)
        .map(Tenancy::target)
        .forEach(target -> require(target.kind(), target.name(), tenant));
  }

  private static Stream<String> targets(EventConfiguration events) {
    return Stream.of(events.onSuccess(), events.onFailure(), events.deadLetter())
        .flatMap(Optional::stream);
  }

  /** Whether answers or failures go to a function or queue. */
  static boolean sends(EventConfiguration events, Thing to) {
    return targets(events).anyMatch(text -> names(text, to));
  }

  /** What names nothing is found out when something is sent there. */
  private static boolean names(String text, Thing thing) {
    try {
      return target(text).equals(thing);
    } catch (FunctionException _) {
      return false;
    }
  }

  private static Thing target(String text) {
    if (text.startsWith("queue:") || text.contains(":sqs:")) {
      return new Thing(Kind.QUEUE, text.substring(text.lastIndexOf(':') + 1));
    }
    String name = text.startsWith("arn:") ? text : text.substring(text.indexOf(':') + 1);
    return new Thing(Kind.FUNCTION, FunctionName.parse(name).name());
  }

  private void require(Kind kind, String name, String tenant) {
    if (!owners.tenant(kind, name).equals(tenant)) {
      throw Problem.notFound("there is no %s '%s'".formatted(kind.word(), name));
    }
  }
}
