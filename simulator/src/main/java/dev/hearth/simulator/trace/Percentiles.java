package dev.hearth.simulator.trace;

import java.util.Map;
import java.util.TreeMap;

/** The columns of a header that are percentiles, by a prefix and their number. */
record Percentiles(String prefix, TreeMap<Integer, Integer> columns) {
  static Percentiles of(Header header, String prefix) {
    var columns = new TreeMap<Integer, Integer>();
    for (int column = 0; column < header.names().size(); column++) {
      var name = header.names().get(column);
      var number = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
      if (number.matches("\\d{1,3}") && Integer.parseInt(number) <= 100) {
        columns.put(Integer.parseInt(number), column);
      }
    }
    return new Percentiles(prefix, columns);
  }

  /** Shares from 0 to 1; the outer ones are there even where the columns are not. */
  double[] shares() {
    var all = new TreeMap<>(columns);
    all.putIfAbsent(0, 0);
    all.putIfAbsent(100, 0);
    return all.keySet().stream().mapToDouble(percentile -> percentile / 100.0).toArray();
  }

  /** Values at {@link #shares}, made to ascend where rounding let one fall. */
  double[] values(Fields fields) throws BadRowException {
    var shares = shares();
    var values = new double[shares.length];
    double highest = 0;
    int place = columns.containsKey(0) ? 0 : 1;
    for (Map.Entry<Integer, Integer> one : columns.entrySet()) {
      highest = Math.max(highest, fields.number(one.getValue(), prefix + one.getKey()));
      values[place++] = highest;
    }
    if (!columns.containsKey(0)) {
      values[0] = values[1];
    }
    if (!columns.containsKey(100)) {
      values[values.length - 1] = highest;
    }
    return values;
  }
}
