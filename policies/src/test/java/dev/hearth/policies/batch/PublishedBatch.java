package dev.hearth.policies.batch;

import dev.hearth.policies.latency.PolynomialLatency;
import java.util.List;

/** Figures of BATCH's release. */
final class PublishedBatch {
  private PublishedBatch() {}

  static final ArrivalProcess TWITTER_1 =
      new ArrivalProcess(
          List.of(-14.625001, 0.0, 0.0, -35.171226),
          List.of(0.051020, 14.573981, 0.063796, 35.107429));

  static final PolynomialLatency INCEPTION_V4 =
      new PolynomialLatency(
          List.of(
              4.98785373866948,
              2.21290624531453,
              -0.006302148424865,
              0.01220707314674,
              -0.001078252966917,
              2.93842054489054e-06,
              -0.000136439880153,
              -2.38944435771044e-06,
              1.6826351295629e-07,
              -4.44821512957105e-10));

  static final PolynomialLatency RESNET_50 =
      new PolynomialLatency(
          List.of(
              4.159625107884683,
              2.6042179469237112,
              -0.010825805019675406,
              0.009138187816342925,
              -0.0028596859100282783,
              9.69154925319072e-06,
              -0.0010892145857441117,
              1.7781522992577246e-06,
              1.226979037160046e-06,
              -3.604767989748986e-09,
              5.2168371220458194e-05,
              -3.0873547472152034e-07,
              1.335682942382537e-09,
              -1.7570492803764548e-10,
              4.756195437494171e-13));

  static Prediction prediction(
      ArrivalProcess arrivals,
      PolynomialLatency model,
      int batch,
      double timeoutSeconds,
      double megabytes) {
    var sizes = new Buffer(arrivals, batch).at(timeoutSeconds).sizes(batch);
    return Prediction.of(arrivals, sizes, service(model, batch, megabytes), timeoutSeconds);
  }

  static List<Double> service(PolynomialLatency model, int batch, double megabytes) {
    return java.util.stream.IntStream.rangeClosed(1, batch)
        .mapToObj(k -> model.seconds(k, megabytes))
        .toList();
  }
}
