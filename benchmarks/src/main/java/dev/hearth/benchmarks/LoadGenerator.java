package dev.hearth.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Load at another process's command. Each line in is a {@link LoadPlan}; lines out are {@code warm}
 * once its warm-up is over, then a {@link LoadWindow} each. Ends with its input.
 */
final class LoadGenerator {
  static final String WARM = "warm";

  private LoadGenerator() {}

  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      LoadPlan plan = LoadPlan.parse(line);
      try (var loop = new LoadLoop(plan, plan.target().requests())) {
        if (plan.warmUpSeconds() > 0) {
          loop.run(plan.warmUpSeconds());
        }
        System.out.println(WARM);
        for (int i = 0; i < plan.windows(); i++) {
          System.out.println(loop.run(plan.seconds()).text());
        }
      }
    }
    System.exit(0);
  }
}
