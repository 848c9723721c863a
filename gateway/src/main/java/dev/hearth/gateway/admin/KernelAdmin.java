package dev.hearth.gateway.admin;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Router;
import java.util.function.Supplier;

/** Shows what the node's kernel decides with. */
public final class KernelAdmin {
  private final Supplier<KernelStatus> status;

  /** {@code status} is asked on the event loop. */
  public KernelAdmin(Supplier<KernelStatus> status) {
    this.status = status;
  }

  public void addTo(Router router) {
    router.route("GET", "/admin/v1/kernel", this::show);
  }

  private void show(Exchange exchange) {
    exchange.json(200, Json.of(status.get()));
  }
}
