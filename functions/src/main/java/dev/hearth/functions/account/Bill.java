package dev.hearth.functions.account;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.TreeMap;

/**
 * What was used and what that costs, a line for each tenant, function and version.
 *
 * @param total the sum of the lines
 */
public record Bill(List<Line> lines, BigDecimal total, Prices prices) {
  private static final BigDecimal MIB_MILLIS = BigDecimal.valueOf(1_024L * 1_000);
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final int PLACES = 10;

  /**
   * One version's use.
   *
   * @param billedMillis of calls and, if that is billed, of cold starts
   * @param gibSeconds of memory while it was billed
   * @param coldShare of its calls that waited for a cold start, 0 to 1
   */
  public record Line(
      String tenant,
      String function,
      String version,
      long calls,
      long errors,
      double coldShare,
      long billedMillis,
      BigDecimal gibSeconds,
      BigDecimal cost) {}

  public Bill {
    lines = List.copyOf(lines);
  }

  /** The bill of what was used. */
  public static Bill of(List<Usage> usages, Prices prices) {
    var sums = new TreeMap<String, Sum>();
    for (Usage each : usages) {
      String key = each.tenant() + "\0" + each.function() + "\0" + each.version();
      sums.computeIfAbsent(key, _ -> new Sum(each)).add(each, prices);
    }
    List<Line> lines = sums.values().stream().map(sum -> sum.line(prices)).toList();
    BigDecimal total = lines.stream().map(Line::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Bill(lines, total, prices);
  }

  private static final class Sum {
    private final Usage first;
    private long calls;
    private long errors;
    private long cold;
    private long millis;
    private BigDecimal mibMillis = BigDecimal.ZERO;

    Sum(Usage first) {
      this.first = first;
    }

    void add(Usage usage, Prices prices) {
      calls += usage.calls();
      errors += usage.errors();
      cold += usage.cold();
      long billed = usage.runMillis() + (prices.init() ? usage.initMillis() : 0);
      millis += billed;
      mibMillis =
          mibMillis.add(BigDecimal.valueOf(usage.memoryMib()).multiply(BigDecimal.valueOf(billed)));
    }

    Line line(Prices prices) {
      BigDecimal gibSeconds = mibMillis.divide(MIB_MILLIS, MathContext.DECIMAL64);
      BigDecimal forCalls =
          BigDecimal.valueOf(calls).multiply(prices.millionCalls()).divide(MILLION);
      BigDecimal cost =
          mibMillis
              .multiply(prices.gibSecond())
              .divide(MIB_MILLIS, MathContext.DECIMAL64)
              .add(forCalls)
              .setScale(PLACES, RoundingMode.HALF_UP);
      return new Line(
          first.tenant(),
          first.function(),
          first.version(),
          calls,
          errors,
          calls == 0 ? 0 : (double) cold / calls,
          millis,
          gibSeconds,
          cost);
    }
  }
}
