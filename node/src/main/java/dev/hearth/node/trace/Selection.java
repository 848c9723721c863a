package dev.hearth.node.trace;

import dev.hearth.gateway.trace.Invocations.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Some of the invocations that are kept, in the order they ended. */
final class Selection {
  private static final Comparator<Entry> BY_END = Comparator.comparingLong(entry -> entry.endedAt);

  private Selection() {}

  static List<Entry> of(Ring ring, Collection<Standouts> standouts, Predicate<Entry> wanted) {
    Set<Entry> found = Collections.newSetFromMap(new IdentityHashMap<>());
    ring.forEach(
        entry -> {
          if (wanted.test(entry)) {
            found.add(entry);
          }
        });
    standouts.forEach(each -> each.all().stream().filter(wanted).forEach(found::add));
    List<Entry> inOrder = new ArrayList<>(found);
    inOrder.sort(BY_END);
    return inOrder;
  }

  static Stream<Entry> ordered(List<Entry> all, Order order) {
    return switch (order) {
      case SLOWEST ->
          all.stream()
              .filter(Entry::answered)
              .sorted(Comparator.comparingLong(Entry::total).reversed());
      case FAILED -> all.stream().filter(entry -> !entry.answered()).sorted(BY_END.reversed());
      case LATEST -> all.stream().sorted(BY_END.reversed());
    };
  }
}
