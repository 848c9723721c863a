package dev.hearth.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Load at another process's command. Each line in is a {@link LoadPlan}; lines out are {@code warm}
 * once its warm-up is over, then a {@link LoadWindow} each. Ends with its input.
 *
 * <p>Argument: where the node listens.
 */
final class LoadGenerator {
  static final String WARM = "warm";

  private LoadGenerator() {}

  public static void main(String[] arguments) throws Exception {
    URI node = URI.create(arguments[0]);
    var address = new InetSocketAddress(node.getHost(), node.getPort());
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      LoadPlan plan = LoadPlan.parse(line);
      List<byte[]> requests = MiniLmRequests.of(plan.target());
      try (var loop = new ClosedLoop(address, requests, plan.concurrency(), plan.perSecond())) {
        loop.run(plan.warmUpSeconds());
        System.out.println(WARM);
        for (int i = 0; i < plan.windows(); i++) {
          System.out.println(loop.run(plan.seconds()).text());
        }
      }
    }
    System.exit(0);
  }
}
