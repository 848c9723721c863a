package dev.hearth.policies.batch;

import dev.hearth.policies.latency.PolynomialLatency;
import dev.hearth.policies.platform.Tariff;
import java.util.List;

/**
 * Latency and cost of one setting of batch and time-out in a function of one size. With {@code v_k}
 * the seconds for {@code k} requests:
 *
 * <pre>
 * q_k  = k p_k / Σ j p_j                                  the size a request finds itself in
 * tau  = (B - 1) / rate                                   mean time to fill the buffer
 * F(x) = Σ_{j&lt;i} q_j + q_i min(1, (x - v_i) / T')        v_i &lt;= x &lt; v_{i+1}
 *        T' = T (i &lt; B) or min(tau, T) (i = B);  0 below v_1, 1 above v_B + min(tau, T)
 * cost = Σ p_k (v_k · GB · K1 + K2) / Σ k p_k             dollars a request
 * </pre>
 *
 * <p>The authors' release charges a request {@code 1/b} of a batch of {@code b}, a percentile of
 * the sizes, as if nearly all batches were so large; here it is the mean of all.
 *
 * @param sizes {@code p_1 ... p_B}
 * @param service {@code v_1 ... v_B}
 * @param timeoutSeconds {@code T}
 * @param fillSeconds {@code tau}
 */
record Prediction(
    List<Double> sizes, List<Double> service, double timeoutSeconds, double fillSeconds) {
  private static final double PRICE_GIB_SECOND = Tariff.AWS_LAMBDA.gibSecond();
  private static final double PRICE_RUN = Tariff.AWS_LAMBDA.request();
  private static final int BISECTIONS = 60;

  Prediction {
    sizes = List.copyOf(sizes);
    service = List.copyOf(service);
    if (sizes.isEmpty() || sizes.size() > service.size()) {
      throw new IllegalArgumentException(
          "each size of a batch needs its service time: %d sizes, %d times"
              .formatted(sizes.size(), service.size()));
    }
  }

  static Prediction of(
      ArrivalProcess arrivals, List<Double> sizes, List<Double> service, double timeoutSeconds) {
    double fill = (sizes.size() - 1) / arrivals.publishedRate();
    return new Prediction(sizes, service, timeoutSeconds, fill);
  }

  private int batch() {
    return sizes.size();
  }

  double meanSize() {
    double sum = 0;
    for (int k = 1; k <= batch(); k++) {
      sum += k * sizes.get(k - 1);
    }
    return sum;
  }

  private double waitOf(int k) {
    return k < batch() ? timeoutSeconds : Math.min(fillSeconds, timeoutSeconds);
  }

  /** Share of requests answered within so many seconds of their arrival. */
  double within(double seconds) {
    if (seconds < service.getFirst()) {
      return 0;
    }
    if (seconds > slowest()) {
      return 1;
    }
    int last = 1;
    while (last < batch() && service.get(last) <= seconds) {
      last++;
    }
    double smaller = 0;
    for (int k = 1; k < last; k++) {
      smaller += k * sizes.get(k - 1);
    }
    double waited = (seconds - service.get(last - 1)) / waitOf(last);
    double part = waited >= 0 && waited < 1 ? waited : 1;
    return (smaller + part * last * sizes.get(last - 1)) / meanSize();
  }

  private double slowest() {
    return service.get(batch() - 1) + waitOf(batch());
  }

  /** Seconds within which a share of the requests is answered, by bisection. */
  double quantile(double share) {
    double low = 0;
    double high = slowest();
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (within(middle) < share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Dollars for a request of a function with so much memory. */
  double cost(double megabytes) {
    double sum = 0;
    for (int k = 1; k <= batch(); k++) {
      sum += sizes.get(k - 1) * batchCost(k, megabytes);
    }
    return sum / meanSize();
  }

  /** Dollars for a run of {@code k} requests. */
  double batchCost(int k, double megabytes) {
    return service.get(k - 1) * megabytes / 1024 * PRICE_GIB_SECOND + PRICE_RUN;
  }

  /** Mean seconds of a run. */
  double meanService() {
    double sum = 0;
    for (int k = 1; k <= batch(); k++) {
      sum += sizes.get(k - 1) * service.get(k - 1);
    }
    return sum;
  }

  /** Memory of the function with so much CPU. */
  static double megabytes(int cpuMillis) {
    return PolynomialLatency.megabytes(cpuMillis);
  }
}
