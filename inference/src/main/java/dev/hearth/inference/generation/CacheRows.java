package dev.hearth.inference.generation;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Puts the caches of rows from several steps side by side, into memory that is used again each
 * time: the caches it gave before must have been stepped from by then.
 */
final class CacheRows {
  private final DecoderLayout layout;
  private final ByteBuffer[] memory;

  CacheRows(DecoderLayout layout) {
    this.layout = layout;
    memory = new ByteBuffer[layout.caches().size()];
    java.util.Arrays.setAll(memory, _ -> Tensor.direct(0));
  }

  /** A row of a step's cache. */
  record Row(Cache cache, int index) {
    int length() {
      return cache.length(index);
    }
  }

  /** The rows as one cache, as wide as the longest; at least one row. */
  Cache gather(List<Row> rows) {
    int[] lengths = rows.stream().mapToInt(Row::length).toArray();
    int columns = rows.stream().mapToInt(Row::length).max().orElseThrow();
    List<Tensor> gathered = new ArrayList<>(memory.length);
    for (int i = 0; i < memory.length; i++) {
      gathered.add(gather(i, rows, columns));
    }
    return Cache.of(gathered, lengths, columns);
  }

  private Tensor gather(int index, List<Row> rows, int columns) {
    DecoderLayout.CacheName name = layout.caches().get(index);
    long[] shape = {rows.size(), layout.heads(), columns, layout.width()};
    ByteBuffer to = room(index, Tensor.elementCount(name.past(), shape) * Float.BYTES);
    FloatBuffer target = to.asFloatBuffer();
    IdentityHashMap<Cache, FloatBuffer> sources = new IdentityHashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      Row from = rows.get(row);
      FloatBuffer source =
          sources.computeIfAbsent(
              from.cache(), cache -> cache.tensor(index, name).contents().asFloatBuffer());
      copy(source, from, target, row, columns);
    }
    return Tensor.of(name.past(), Datatype.FP32, shape, to);
  }

  private void copy(FloatBuffer source, Row from, FloatBuffer target, int row, int columns) {
    int width = layout.width();
    int old = from.cache().columns();
    for (int head = 0; head < layout.heads(); head++) {
      int start = (from.index() * layout.heads() + head) * old + old - from.length();
      int end = (row * layout.heads() + head) * columns + columns - from.length();
      zero(target, (row * layout.heads() + head) * columns * width, end * width);
      target.put(end * width, source, start * width, from.length() * width);
    }
  }

  /** What is masked still takes part in sums, with weight 0, and must be finite. */
  private static void zero(FloatBuffer target, int from, int to) {
    for (int i = from; i < to; i++) {
      target.put(i, 0);
    }
  }

  private ByteBuffer room(int index, long bytes) {
    if (memory[index].capacity() < bytes) {
      memory[index] = Tensor.direct(Math.min(2 * bytes, Integer.MAX_VALUE));
    }
    return memory[index].duplicate().order(memory[index].order()).clear().limit((int) bytes);
  }
}
