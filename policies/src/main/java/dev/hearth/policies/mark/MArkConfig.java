package dev.hearth.policies.mark;

import dev.hearth.policies.parameter.Parameters;
import java.util.List;

/** The parameters of {@link MArk}. */
record MArkConfig(
    List<InstanceType> types,
    LoadForecast.Kind forecast,
    long stepNanos,
    long windowNanos,
    double headRoom,
    int coolDown,
    int horizon,
    int maxMachines,
    double margin,
    long keepNanos) {
  static MArkConfig of(Parameters parameters) {
    return new MArkConfig(
        InstanceType.parse(parameters.text("types")),
        forecast(parameters.text("forecast")),
        Math.max(1_000_000, parameters.nanos("step")),
        Math.max(1_000_000, parameters.nanos("window")),
        parameters.number("head-room", 0, 100),
        parameters.count("cool-down", 0),
        parameters.count("horizon", 1),
        parameters.count("max-machines", 0),
        parameters.number("margin", 0, 0.99),
        parameters.nanos("keep"));
  }

  private static LoadForecast.Kind forecast(String word) {
    return switch (word) {
      case "holt" -> LoadForecast.Kind.HOLT;
      case "lstm" -> LoadForecast.Kind.LSTM;
      case "max" -> LoadForecast.Kind.MAX;
      default ->
          throw new IllegalArgumentException(
              "parameter 'forecast' of policy 'mark' must be holt, lstm or max, not '%s'"
                  .formatted(word));
    };
  }
}
