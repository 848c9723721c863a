package dev.hearth.node;

import dev.hearth.functions.account.Prices;
import dev.hearth.functions.account.Quota;
import dev.hearth.functions.event.EventOptions;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a node is told of events, quotas and prices.
 *
 * @param quota of each tenant
 */
record EventsConfig(EventOptions options, Quota quota, Prices prices) {
  static final List<String> KEYS =
      List.of(
          "callbacks.private",
          "objects.max-size",
          "quota.concurrent",
          "quota.per-second",
          "quota.burst",
          "prices.currency",
          "prices.gib-second",
          "prices.million-calls",
          "prices.cold-starts");

  static EventsConfig of(Section top) {
    EventOptions defaults = EventOptions.DEFAULTS;
    return new EventsConfig(
        new EventOptions(
            top.section("objects").bytes("max-size").orElse(defaults.objectBytes()),
            top.section("callbacks").flag("private").orElse(defaults.privateCallbacks())),
        quota(top.section("quota")),
        prices(top.section("prices")));
  }

  private static Quota quota(Section section) {
    Quota none = Quota.UNLIMITED;
    return section.checked(
        "per-second",
        () -> {
          double perSecond = section.number("per-second").orElse(none.perSecond());
          int burst =
              Double.isInfinite(perSecond)
                  ? none.burst()
                  : (int) Math.clamp(Math.ceil(perSecond), 1, Integer.MAX_VALUE);
          return new Quota(
              section.count("concurrent", 0, Integer.MAX_VALUE).orElse(none.concurrent()),
              perSecond,
              section.count("burst", 1, Integer.MAX_VALUE).orElse(burst));
        });
  }

  private static Prices prices(Section section) {
    Prices assumed = Prices.ASSUMED;
    return section.checked(
        "gib-second",
        () ->
            new Prices(
                section.text("currency").orElse(assumed.currency()),
                price(section, "gib-second", assumed.gibSecond()),
                price(section, "million-calls", assumed.millionCalls()),
                section.flag("cold-starts").orElse(assumed.init())));
  }

  private static BigDecimal price(Section section, String key, BigDecimal assumed) {
    try {
      return section.text(key).map(BigDecimal::new).orElse(assumed);
    } catch (NumberFormatException _) {
      throw section.wrong(key, "a price such as 0.20");
    }
  }
}
