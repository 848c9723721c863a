package dev.hearth.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapTest {
  private static final Comparator<HeapNode> LEAST =
      Comparator.<HeapNode>comparingLong(node -> node.key).thenComparingLong(node -> node.order);

  @Test
  void equalKeysKeepTheirOrder() {
    var heap = new Heap<HeapNode>();
    var first = new HeapNode();
    var second = new HeapNode();
    heap.add(second, 5, 2);
    heap.add(first, 5, 1);

    assertThat(heap.first()).isSameAs(first);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithAPriorityQueue(long seed) {
    var random = new SplittableRandom(seed);
    var heap = new Heap<HeapNode>();
    var model = new PriorityQueue<HeapNode>(LEAST);
    var members = new ArrayList<HeapNode>();
    for (int step = 0; step < 5_000; step++) {
      change(random, heap, model, members, step);
      assertThat(heap.size()).isEqualTo(model.size());
      if (!model.isEmpty()) {
        assertThat(heap.first()).as("seed %d, step %d", seed, step).isSameAs(model.peek());
      }
    }
  }

  private static void change(
      SplittableRandom random,
      Heap<HeapNode> heap,
      PriorityQueue<HeapNode> model,
      List<HeapNode> members,
      int step) {
    int what = random.nextInt(10);
    if (members.isEmpty() || what < 5) {
      var node = new HeapNode();
      heap.add(node, random.nextInt(100), step);
      members.add(node);
      model.add(node);
      return;
    }
    int place = random.nextInt(members.size());
    var node = members.get(place);
    model.remove(node);
    if (what < 7) {
      heap.move(node, random.nextInt(100), step);
      model.add(node);
    } else {
      heap.remove(node);
      members.remove(place);
      assertThat(node.inHeap()).isFalse();
    }
  }
}
