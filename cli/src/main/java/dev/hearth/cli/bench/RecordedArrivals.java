package dev.hearth.cli.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The instants at which each model's requests are due, made by the simulator so that its requests
 * come at the same: {@code nanos,model} under a header, the model as its place in the plan.
 */
@SuppressWarnings("ArrayRecordComponent") // as long as a trace; nobody writes to them
record RecordedArrivals(long[][] byModel) {
  static RecordedArrivals read(Path file, int models) {
    var byModel = new long[models][16];
    var sizes = new int[models];
    List<String> lines = Arguments.read(file).lines().skip(1).toList();
    for (String line : lines) {
      int comma = line.indexOf(',');
      int model = Integer.parseInt(line.substring(comma + 1));
      if (sizes[model] == byModel[model].length) {
        byModel[model] = Arrays.copyOf(byModel[model], sizes[model] * 2);
      }
      byModel[model][sizes[model]++] = Long.parseLong(line.substring(0, comma));
    }
    for (int model = 0; model < models; model++) {
      byModel[model] = Arrays.copyOf(byModel[model], sizes[model]);
    }
    return new RecordedArrivals(byModel);
  }

  long[] of(int model) {
    return byModel[model];
  }
}
