package dev.hearth.policies.harmonybatch;

import java.util.List;

/**
 * A function that shares the model.
 *
 * @param function its handle
 * @param objectiveSeconds the latency to meet
 * @param rate its requests a second
 */
public record Application(int function, double objectiveSeconds, double rate) {
  static double totalRate(List<Application> applications) {
    return applications.stream().mapToDouble(Application::rate).sum();
  }

  /**
   * How long a batch of several Poisson streams waits on average, each with a time-out of its own,
   * in order of their time-outs. For two:
   *
   * <pre>T = T1 + r2/(r1+r2) · (1 - exp(-r1 (T2-T1))) / r1</pre>
   *
   * and for more the first two count as one stream of {@code T} and {@code r1 + r2}.
   */
  static double equivalentTimeout(List<Double> timeouts, List<Double> rates) {
    double timeout = timeouts.getFirst();
    double rate = rates.getFirst();
    for (int i = 1; i < timeouts.size(); i++) {
      double next = rates.get(i);
      double wait = (1 - StrictMath.exp(-rate * (timeouts.get(i) - timeout))) / rate;
      timeout += next / (rate + next) * wait;
      rate += next;
    }
    return timeout;
  }
}
