package dev.hearth.gateway.admin;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.OffLoop;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Capabilities;
import dev.hearth.sandbox.Providers;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Shows which kinds of sandboxes a node has, what they can do, and why some cannot run here. */
public final class SandboxAdmin {
  private final OffLoop offLoop;
  private final Providers providers;

  public SandboxAdmin(OffLoop offLoop, Providers providers) {
    this.offLoop = offLoop;
    this.providers = providers;
  }

  public void addTo(Router router) {
    router.route("GET", "/admin/v1/sandboxes", this::list);
  }

  private void list(Exchange exchange) {
    offLoop
        .maybe(true, this::all)
        .onSuccess(all -> exchange.json(200, Json.of(new Listed(all))))
        .onFailure(cause -> exchange.fail(Problem.from(cause)));
  }

  private List<Kind> all() {
    var all = new ArrayList<Kind>();
    providers
        .availability()
        .forEach(
            (name, availability) ->
                all.add(
                    kind(name, providers.find(name).orElseThrow().capabilities(), availability)));
    return all;
  }

  private static Kind kind(String name, Capabilities can, Availability availability) {
    boolean available = availability instanceof Availability.Available;
    String note =
        switch (availability) {
          case Availability.Available(String different) -> different;
          case Availability.Unavailable(String reason) -> reason;
        };
    return new Kind(
        name,
        available,
        note,
        can.isolation().name(),
        can.sharing().name(),
        can.startClass().name(),
        List.copyOf(new TreeSet<>(can.languages())),
        can.pauses(),
        can.forks(),
        can.contains());
  }

  private record Listed(List<Kind> sandboxes) {}

  /**
   * One kind.
   *
   * @param note what is different on this machine, or why it is not available
   */
  private record Kind(
      String name,
      boolean available,
      String note,
      String isolation,
      String sharing,
      String starts,
      List<String> languages,
      boolean pauses,
      boolean forks,
      boolean contains) {}
}
