package dev.hearth.simulator.replay;

import dev.hearth.simulator.experiment.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The figures of live runs beside the simulator's. */
record Comparison(int runs, List<Row> rows) {
  /** Under this many live runs no interval says much. */
  static final int RUNS = 5;

  public Comparison {
    rows = List.copyOf(rows);
  }

  /**
   * One figure of one model.
   *
   * @param live its value in each live run
   */
  record Row(String model, Figure figure, List<Double> live, double simulated) {
    Row {
      live = List.copyOf(live);
    }

    Interval interval() {
      return Interval.of(live);
    }

    double least() {
      return Collections.min(live);
    }

    double most() {
      return Collections.max(live);
    }

    /** How far the simulator is off, as a share of the live mean. */
    double difference() {
      double mean = interval().mean();
      return mean == 0 ? (simulated == 0 ? 0 : Double.NaN) : simulated / mean - 1;
    }

    /** Half of the interval as a share of the live mean. */
    double relativeHalfWidth() {
      var interval = interval();
      return !interval.known() || interval.mean() == 0 ? 0 : interval.halfWidth() / interval.mean();
    }

    /** Whether the simulator is within the 95 % confidence interval of the live mean. */
    boolean inside() {
      var interval = interval();
      return interval.known()
          && Math.abs(simulated - interval.mean()) <= interval.halfWidth() + 1e-9;
    }

    /** Whether it is between the least and the most of the live runs. */
    boolean between() {
      return simulated >= least() - 1e-9 && simulated <= most() + 1e-9;
    }
  }

  static Comparison of(Plan plan, List<Ended> live, Ended simulated) {
    var rows = new ArrayList<Row>();
    for (int model = 0; model <= plan.models().size(); model++) {
      boolean all = model == plan.models().size();
      int which = all ? -1 : model;
      var samples = live.stream().map(run -> Figure.Sample.of(run, plan, which)).toList();
      var sample = Figure.Sample.of(simulated, plan, which);
      for (var figure : Figure.values()) {
        rows.add(
            new Row(
                all ? "all" : plan.models().get(model).name(),
                figure,
                samples.stream().map(figure::of).toList(),
                figure.of(sample)));
      }
    }
    return new Comparison(live.size(), rows);
  }
}
