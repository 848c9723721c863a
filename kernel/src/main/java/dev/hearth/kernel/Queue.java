package dev.hearth.kernel;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Invocations that wait for a slot, one lane for each shape, the lane with the least head first.
 */
final class Queue {
  private final Heap<Lane> lanes = new Heap<>();
  private final ArrayDeque<Lane> spare = new ArrayDeque<>();
  private int size;
  private int rows;

  int size() {
    return size;
  }

  int rows() {
    return rows;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int lanes() {
    return lanes.size();
  }

  Lane lane(int place) {
    return lanes.at(place);
  }

  void add(Entry entry, long rank, long order) {
    size++;
    rows += entry.rows;
    var lane = laneOf(entry.shape);
    if (lane == null) {
      lane = spare.isEmpty() ? new Lane() : spare.pop();
      lane.shape = entry.shape;
      lane.add(entry, rank, order);
      lanes.add(lane, rank, order);
    } else {
      lane.add(entry, rank, order);
      settle(lane);
    }
  }

  void remove(Entry entry) {
    var lane = Present.of(entry.lane, "lane of a waiting invocation");
    size--;
    rows -= entry.rows;
    lane.remove(entry);
    if (lane.isEmpty()) {
      lanes.remove(lane);
      spare.push(lane);
    } else {
      settle(lane);
    }
  }

  /** The one that is next over all shapes. */
  Entry first() {
    return lanes.first().first();
  }

  private void settle(Lane lane) {
    if (lane.key != lane.headKey() || lane.order != lane.headOrder()) {
      lanes.move(lane, lane.headKey(), lane.headOrder());
    }
  }

  private @Nullable Lane laneOf(int shape) {
    for (int i = 0; i < lanes.size(); i++) {
      if (lanes.at(i).shape == shape) {
        return lanes.at(i);
      }
    }
    return null;
  }
}
