package dev.hearth.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a pipeline that looks for fraud among card payments, each a Java function of its
 * own: objects of JSON in, objects of JSON out.
 */
final class FraudSteps {
  static final List<String> NAMES = List.of("clean", "convert", "aggregate", "extract");
  static final int FEATURES = 6;
  private static final String ROWS = "payments";
  private static final Map<String, Double> EUROS = Map.of("EUR", 1.0, "USD", 0.9, "SEK", 0.09);

  private FraudSteps() {}

  static List<Function<Map<String, Object>, Map<String, Object>>> all() {
    return List.of(new Clean(), new Convert(), new Aggregate(), new Extract());
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  private static List<Map<String, Object>> rows(Map<String, Object> input) {
    return (List<Map<String, Object>>) Objects.requireNonNull(input.get(ROWS));
  }

  private static double number(Map<String, Object> row, String key) {
    @Nullable Object value = row.get(key);
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  private static Map<String, Object> with(Map<String, Object> row, String key, Object value) {
    var more = new HashMap<>(row);
    more.put(key, value);
    return more;
  }

  /** Leaves out payments of nothing, or in unknown money. */
  public static final class Clean implements Function<Map<String, Object>, Map<String, Object>> {
    @Override
    public Map<String, Object> apply(Map<String, Object> input) {
      List<Map<String, Object>> kept = new ArrayList<>();
      for (Map<String, Object> row : rows(input)) {
        if (number(row, "amount") > 0 && EUROS.containsKey(String.valueOf(row.get("currency")))) {
          kept.add(row);
        }
      }
      return Map.of(ROWS, kept);
    }
  }

  /** Adds what a payment is in euros. */
  public static final class Convert implements Function<Map<String, Object>, Map<String, Object>> {
    @Override
    public Map<String, Object> apply(Map<String, Object> input) {
      List<Map<String, Object>> converted = new ArrayList<>();
      for (Map<String, Object> row : rows(input)) {
        double rate = EUROS.getOrDefault(String.valueOf(row.get("currency")), 0.0);
        converted.add(with(row, "euros", number(row, "amount") * rate));
      }
      return Map.of(ROWS, converted);
    }
  }

  /** Adds how many payments an account has, and their mean. */
  public static final class Aggregate
      implements Function<Map<String, Object>, Map<String, Object>> {
    @Override
    public Map<String, Object> apply(Map<String, Object> input) {
      Map<Object, double[]> sums = new HashMap<>();
      for (Map<String, Object> row : rows(input)) {
        double[] sum = sums.computeIfAbsent(account(row), _ -> new double[2]);
        sum[0]++;
        sum[1] += number(row, "euros");
      }
      List<Map<String, Object>> aggregated = new ArrayList<>();
      for (Map<String, Object> row : rows(input)) {
        double[] sum = Objects.requireNonNull(sums.get(account(row)));
        aggregated.add(with(with(row, "count", sum[0]), "mean", sum[1] / sum[0]));
      }
      return Map.of(ROWS, aggregated);
    }

    private static Object account(Map<String, Object> row) {
      return row.getOrDefault("account", 0);
    }
  }

  /** Makes a tensor of all payments, a row each. */
  public static final class Extract implements Function<Map<String, Object>, Map<String, Object>> {
    @Override
    public Map<String, Object> apply(Map<String, Object> input) {
      List<Map<String, Object>> rows = rows(input);
      List<Float> data = new ArrayList<>(rows.size() * FEATURES);
      for (Map<String, Object> row : rows) {
        double hour = number(row, "hour") * Math.PI / 12;
        data.add((float) Math.log(number(row, "euros")));
        data.add((float) (number(row, "euros") / number(row, "mean")));
        data.add((float) (number(row, "count") / 10));
        data.add((float) Math.sin(hour));
        data.add((float) Math.cos(hour));
        data.add(Boolean.TRUE.equals(row.get("abroad")) ? 1f : 0f);
      }
      var tensor = new HashMap<String, Object>();
      tensor.put("name", "features");
      tensor.put("datatype", "FP32");
      tensor.put("shape", List.of(rows.size(), FEATURES));
      tensor.put("data", data);
      return Map.of("inputs", List.of(tensor));
    }
  }
}
