package dev.hearth.kernel;

import java.util.Arrays;

/**
 * A 4-ary heap whose nodes know where they stand, so that one can be taken out or moved without
 * being searched for. Keys live in the nodes: comparing calls nothing.
 */
final class Heap<N extends HeapNode> {
  private static final int ARITY = 4;

  private HeapNode[] nodes = new HeapNode[16];
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  @SuppressWarnings("unchecked")
  N first() {
    return (N) nodes[0];
  }

  /** The node at a place of the heap's own order, which is the same for the same history. */
  @SuppressWarnings("unchecked")
  N at(int place) {
    return (N) nodes[place];
  }

  void add(N node, long key, long order) {
    if (size == nodes.length) {
      nodes = Arrays.copyOf(nodes, size * 2);
    }
    node.key = key;
    node.order = order;
    siftUp(node, size++);
  }

  void remove(N node) {
    int place = node.index;
    node.index = -1;
    var last = nodes[--size];
    nodes[size] = null;
    if (place < size) {
      settle(last, place);
    }
  }

  void move(N node, long key, long order) {
    node.key = key;
    node.order = order;
    settle(node, node.index);
  }

  private void settle(HeapNode node, int place) {
    if (place > 0 && before(node, nodes[(place - 1) / ARITY])) {
      siftUp(node, place);
    } else {
      siftDown(node, place);
    }
  }

  private void siftUp(HeapNode node, int from) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / ARITY;
      if (!before(node, nodes[parent])) {
        break;
      }
      put(nodes[parent], place);
      place = parent;
    }
    put(node, place);
  }

  private void siftDown(HeapNode node, int from) {
    int place = from;
    for (int child = leastChild(place); child >= 0; child = leastChild(place)) {
      if (!before(nodes[child], node)) {
        break;
      }
      put(nodes[child], place);
      place = child;
    }
    put(node, place);
  }

  private int leastChild(int place) {
    int first = place * ARITY + 1;
    if (first >= size) {
      return -1;
    }
    int least = first;
    int end = Math.min(first + ARITY, size);
    for (int child = first + 1; child < end; child++) {
      if (before(nodes[child], nodes[least])) {
        least = child;
      }
    }
    return least;
  }

  private void put(HeapNode node, int place) {
    nodes[place] = node;
    node.index = place;
  }

  static boolean before(HeapNode a, HeapNode b) {
    return a.key < b.key || (a.key == b.key && a.order < b.order);
  }
}
