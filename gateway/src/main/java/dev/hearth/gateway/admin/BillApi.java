package dev.hearth.gateway.admin;

import dev.hearth.functions.account.Bill;
import dev.hearth.functions.account.Meter;
import dev.hearth.functions.account.Prices;
import dev.hearth.functions.account.Usage;
import dev.hearth.functions.account.UsageStore;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Query;
import dev.hearth.gateway.Router;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What functions used, and what that costs by the node's prices. */
public final class BillApi {
  private final UsageStore usage;
  private final Meter meter;
  private final Prices prices;
  private final LongSupplier millis;

  /**
   * Bills.
   *
   * @param millis the time, since 1970
   */
  public BillApi(UsageStore usage, Meter meter, Prices prices, LongSupplier millis) {
    this.usage = usage;
    this.meter = meter;
    this.prices = prices;
    this.millis = millis;
  }

  public void addTo(Router router) {
    router.route("GET", "/admin/v1/bill", this::show);
  }

  private void show(Exchange exchange) {
    var query = new Query(exchange);
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(millis.getAsLong()), ZoneOffset.UTC);
    LocalDate from = day(query, "from", today.withDayOfMonth(1));
    LocalDate to = day(query, "to", today);
    Optional<String> tenant =
        exchange.caller().operator()
            ? query.text("tenant")
            : Optional.of(exchange.caller().tenant());
    FunctionProblems.answer(
        exchange,
        meter
            .flush()
            .handle((_, _) -> 0)
            .thenCompose(_ -> usage.between(from.toEpochDay(), to.toEpochDay())),
        all -> {
          List<Usage> wanted =
              all.stream()
                  .filter(each -> tenant.isEmpty() || tenant.get().equals(each.tenant()))
                  .toList();
          exchange.json(200, Json.of(shown(from, to, Bill.of(wanted, prices))));
        });
  }

  private static LocalDate day(Query query, String name, LocalDate otherwise) {
    try {
      return query.text(name).map(LocalDate::parse).orElse(otherwise);
    } catch (DateTimeException _) {
      throw Problem.badRequest("the parameter '" + name + "' must be a day such as 2027-01-31");
    }
  }

  private static Map<String, Object> shown(LocalDate from, LocalDate to, Bill bill) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("from", from.toString());
    shown.put("to", to.toString());
    shown.put("currency", bill.prices().currency());
    shown.put(
        "prices",
        Map.of(
            "gibSecond", bill.prices().gibSecond(),
            "millionCalls", bill.prices().millionCalls(),
            "coldStarts", bill.prices().init()));
    shown.put("lines", bill.lines());
    shown.put("total", bill.total());
    return shown;
  }
}
