package dev.hearth.policies.harmonybatch;

import java.util.ArrayList;
import java.util.List;

/**
 * The cheapest way to cut applications in order of their objectives into runs of neighbours:
 *
 * <pre>best(0) = 0,  best(j) = min over i of best(i) + cost of i+1..j together</pre>
 *
 * <p>This is not of the paper. It never costs more than no grouping at all, which two-stage merging
 * may, and needs no knee; a group has at most {@value #MOST_MEMBERS} members.
 */
record Neighbours(Grouping grouping) {
  private static final int MOST_MEMBERS = 24;

  List<Grouping.Group> best(List<Grouping.Group> alone) {
    int count = alone.size();
    var least = new double[count + 1];
    var last = new ArrayList<Grouping.Group>();
    for (int end = 1; end <= count; end++) {
      var ends = alone.get(end - 1);
      least[end] = least[end - 1] + ends.costRate();
      for (int from = Math.max(0, end - MOST_MEMBERS); from < end - 1; from++) {
        double before = least[from];
        double most = least[end];
        var run = grouping.union(alone, from, end);
        if (run.isPresent() && before + run.get().costRate() <= most * Grouping.EQUAL) {
          ends = run.get();
          least[end] = before + ends.costRate();
        }
      }
      last.add(ends);
      if (grouping.cancelled().getAsBoolean()) {
        return alone;
      }
    }
    return chosen(last);
  }

  private static List<Grouping.Group> chosen(List<Grouping.Group> last) {
    var chosen = new ArrayList<Grouping.Group>();
    for (int end = last.size(); end > 0; end -= chosen.getFirst().applications().size()) {
      chosen.addFirst(last.get(end - 1));
    }
    return List.copyOf(chosen);
  }
}
