package dev.hearth.node;

import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionName;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Owners;
import dev.hearth.node.graph.InferenceGraph;
import dev.hearth.node.graph.Services;
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
        .flatMap(each -> Stream.of(each.onSuccess(), each.onFailure(), each.deadLetter()))
        .flatMap(Optional::stream)
        .forEach(target -> check(target, tenant));
  }

  private void check(String target, String tenant) {
    if (target.startsWith("queue:") || target.contains(":sqs:")) {
      require(Kind.QUEUE, target.substring(target.lastIndexOf(':') + 1), tenant);
    } else {
      String name = target.startsWith("arn:") ? target : target.substring(target.indexOf(':') + 1);
      require(Kind.FUNCTION, FunctionName.parse(name).name(), tenant);
    }
  }

  private void require(Kind kind, String name, String tenant) {
    if (!owners.tenant(kind, name).equals(tenant)) {
      throw Problem.notFound("there is no %s '%s'".formatted(kind.word(), name));
    }
  }
}
