package dev.hearth.functions;

import static dev.hearth.functions.FunctionVersion.LATEST;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A function that can be called, in all its versions. Owned by the event loop. */
final class FunctionEntry {
  private final Gate gate;
  private final Map<String, ServedVersion> served = new HashMap<>();
  private final Map<String, WeightedTurns> turns = new HashMap<>();
  private FunctionRecord record;

  FunctionEntry(FunctionRecord record, Gate gate) {
    this.record = record;
    this.gate = gate;
  }

  FunctionRecord record() {
    return record;
  }

  Gate gate() {
    return gate;
  }

  @Nullable ServedVersion served(String version) {
    return served.get(version);
  }

  List<ServedVersion> all() {
    return new ArrayList<>(served.values());
  }

  /** What answers the next call; calls of an alias take turns. */
  ServedVersion route(String qualifier) {
    @Nullable ServedVersion direct = served.get(qualifier);
    if (direct != null) {
      return direct;
    }
    @Nullable WeightedTurns shared = turns.get(qualifier);
    @Nullable ServedVersion version = shared == null ? null : served.get(shared.next());
    if (version == null) {
      throw record.missing(qualifier);
    }
    return version;
  }

  /**
   * From now on it is so.
   *
   * @param added versions that were not served before, or are served anew
   * @param leaving hears of those that take no more calls
   */
  void become(FunctionRecord now, List<ServedVersion> added, Consumer<ServedVersion> leaving) {
    var replaced = new ArrayList<ServedVersion>();
    for (ServedVersion each : added) {
      @Nullable ServedVersion before = served.put(each.version().version(), each);
      if (before != null) {
        replaced.add(before);
      }
    }
    record = now;
    gate.limit(now.reserved());
    served
        .values()
        .removeIf(
            each -> {
              boolean gone = now.find(each.version().version()).isEmpty();
              if (gone) {
                replaced.add(each);
              }
              return gone;
            });
    turns.keySet().retainAll(now.aliases().keySet());
    now.aliases().values().forEach(this::takeTurns);
    served.forEach(this::adjust);
    replaced.forEach(leaving);
  }

  private void takeTurns(Alias alias) {
    @Nullable WeightedTurns before = turns.get(alias.name());
    if (before == null || !before.of(alias)) {
      turns.put(alias.name(), new WeightedTurns(alias));
    }
  }

  private void adjust(String version, ServedVersion each) {
    Concurrency wanted = record.concurrency(version);
    each.resize(wanted);
    if (record.inUse(version) && !LATEST.equals(version)) {
      // Whoever calls hears of a failure; nobody waits for it here.
      var _ = each.prepare(wanted);
    }
  }
}
