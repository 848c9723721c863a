package dev.hearth.simulator.trace;

import java.nio.file.Path;

/** Reads the rates of one file. */
final class RateRows {
  private static final int MOST_STEPS = 1 << 26;

  private final Source source;
  private final SparseRates rates = new SparseRates();
  private boolean numbered;

  RateRows(Source source) {
    this.source = source;
  }

  SparseRates read(Path file) {
    source.read(file, this::first, this::row);
    return rates;
  }

  private void first(Fields fields) throws BadRowException {
    if (fields.isNumber(0)) {
      row(fields);
    } else if (fields.count() > 2) {
      throw new BadRowException(
          "a header is 'requests' or 'second,requests', not %d columns".formatted(fields.count()));
    } else {
      numbered = fields.count() == 2;
    }
  }

  private void row(Fields fields) throws BadRowException {
    if (numbered) {
      if (fields.count() != 2) {
        throw new BadRowException(
            "it has %d fields, not second,requests".formatted(fields.count()));
      }
      add(fields.count(0, "second"), fields.number(1, "requests"));
    } else {
      int from = rates.size();
      int count = fields.count();
      while (count > 1 && fields.text(count - 1).isEmpty()) {
        count--;
      }
      var read = new double[count];
      for (int field = 0; field < count; field++) {
        read[field] = fields.number(field, "rate " + (field + 1));
      }
      for (int field = 0; field < count; field++) {
        add((long) from + field, read[field]);
      }
    }
    source.used();
  }

  private void add(long step, double rate) throws BadRowException {
    if (step >= MOST_STEPS) {
      throw new BadRowException(
          "step %d is beyond the last possible one, %d".formatted(step, MOST_STEPS - 1));
    }
    int place = (int) step;
    if (rates.at(place) + rate > Fields.MOST_IN_A_STEP) {
      throw new BadRowException(
          "step %d has more than %d requests; make steps shorter"
              .formatted(step, Fields.MOST_IN_A_STEP));
    }
    rates.add(place, rate);
  }
}
