package dev.hearth.kernel;

/** Something that can stand in one {@link Heap}: least key first, then least order. */
class HeapNode {
  long key;
  long order;
  int index = -1;

  final boolean inHeap() {
    return index >= 0;
  }
}
