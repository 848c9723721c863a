package dev.hearth.sandbox.wasm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A module's memory on pages of its own: the whole of what it may ever have is reserved at once and
 * takes memory where it is written. It begins as an {@link Image}, and goes back to it at once by
 * forgetting what was written.
 *
 * <p>Bounds are those of the segment: what is beyond throws {@link IndexOutOfBoundsException},
 * which {@link Failure} knows as a trap. Used by one thread at a time.
 */
final class LinearMemory implements Memory {
  private final int maximumPages;
  private final long address;
  private final @Nullable Image image;
  private MemorySegment bytes = MemorySegment.NULL;
  private int pages;
  private int peakPages;
  private boolean refused;
  private boolean closed;
  private DataSegment[] segments = {};

  /**
   * Zeros.
   *
   * @param pages at first, of 64 KiB
   * @param maximumPages past which it does not grow
   */
  static LinearMemory blank(int pages, int maximumPages) {
    return new LinearMemory(pages, maximumPages, null);
  }

  static LinearMemory of(Image image, int maximumPages) {
    return new LinearMemory(image.pages(), maximumPages, image);
  }

  private LinearMemory(int pages, int maximumPages, @Nullable Image image) {
    this.maximumPages = maximumPages;
    this.image = image;
    address = Pages.zeros(size(Math.max(maximumPages, 1)));
    Pages.keepSmall(address, size(Math.max(maximumPages, 1)));
    if (image != null) {
      image.content().putAt(address);
    }
    resize(pages);
  }

  private static long size(int pages) {
    return (long) pages * PAGE_SIZE;
  }

  private void resize(int to) {
    pages = to;
    peakPages = Math.max(peakPages, to);
    bytes = Pages.at(address, size(to));
  }

  /** Goes back to what it began with. */
  void restore() {
    Pages.forget(address, size(Math.max(peakPages, 1)));
    if (image != null) {
      image.content().restoreAt(address);
    }
    refused = false;
    peakPages = 0;
    resize(image == null ? 0 : image.pages());
  }

  /** Puts a file's pages at the end of this memory and returns where; −1 if there is no room. */
  int map(int file, int filePages) {
    int at = grow(filePages);
    if (at < 0) {
      return -1;
    }
    Pages.sharedAt(address + size(at), size(filePages), file);
    return at * PAGE_SIZE;
  }

  /** Puts zeros where {@link #map} put a file. */
  void unmap(int at, int filePages) {
    Pages.zerosAt(address + at, size(filePages));
  }

  /** Gives the pages back. Nothing may use it during or after. */
  void close() {
    if (!closed) {
      closed = true;
      bytes = MemorySegment.NULL;
      Pages.unmap(address, size(Math.max(maximumPages, 1)));
    }
  }

  MemorySegment bytes() {
    return bytes;
  }

  /** Most it ever had since it was made or restored, in bytes. */
  long peakBytes() {
    return size(peakPages);
  }

  /** Whether it was asked for more than it may have since it was made or restored. */
  boolean refused() {
    return refused;
  }

  @Override
  public int pages() {
    return pages;
  }

  @Override
  public int grow(int by) {
    if (by < 0 || by > maximumPages - pages) {
      refused = true;
      return -1;
    }
    int before = pages;
    resize(before + by);
    return before;
  }

  @Override
  public int initialPages() {
    return image == null ? pages : image.pages();
  }

  @Override
  public int maximumPages() {
    return maximumPages;
  }

  @Override
  public void initialize(Instance instance, DataSegment[] dataSegments) {
    initialize(instance, dataSegments, 0);
  }

  @Override
  public void initialize(Instance instance, DataSegment[] dataSegments, int index) {
    segments = dataSegments.clone();
    if (image != null) {
      return;
    }
    for (DataSegment segment : dataSegments) {
      if (segment instanceof ActiveDataSegment active) {
        long at = ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
        write((int) at, active.data());
      }
    }
  }

  @Override
  public void initPassiveSegment(int segment, int to, int offset, int size) {
    write(to, segments[segment].data(), offset, size);
  }

  @Override
  public void drop(int segment) {
    segments[segment] = PassiveDataSegment.EMPTY;
  }

  /** Which passive segments were dropped, for an image. */
  @SuppressWarnings("ReferenceEquality") // there is one empty segment
  boolean dropped(int segment) {
    return segments[segment] == PassiveDataSegment.EMPTY;
  }

  @Override
  public void zero() {
    // fresh pages are zeros
  }

  @Override
  public void write(int to, byte[] data) {
    write(to, data, 0, data.length);
  }

  @Override
  public void write(int to, byte[] data, int offset, int size) {
    MemorySegment.copy(data, offset, bytes, JAVA_BYTE, to, size);
  }

  @Override
  public byte[] readBytes(int from, int size) {
    return bytes.asSlice(from, size).toArray(JAVA_BYTE);
  }

  @Override
  public void fill(byte value, int from, int to) {
    bytes.asSlice(from, (long) to - from).fill(value);
  }

  @Override
  public void copy(int to, int from, int size) {
    MemorySegment.copy(bytes, from, bytes, to, size);
  }

  @Override
  public byte read(int at) {
    return bytes.get(JAVA_BYTE, at);
  }

  @Override
  public short readShort(int at) {
    return bytes.get(JAVA_SHORT_UNALIGNED, at);
  }

  @Override
  public int readInt(int at) {
    return bytes.get(JAVA_INT_UNALIGNED, at);
  }

  @Override
  public long readLong(int at) {
    return bytes.get(JAVA_LONG_UNALIGNED, at);
  }

  @Override
  public float readFloat(int at) {
    return bytes.get(JAVA_FLOAT_UNALIGNED, at);
  }

  @Override
  public double readDouble(int at) {
    return bytes.get(JAVA_DOUBLE_UNALIGNED, at);
  }

  @Override
  public long readU16(int at) {
    return Short.toUnsignedLong(readShort(at));
  }

  @Override
  public long readF32(int at) {
    return readInt(at);
  }

  @Override
  public long readF64(int at) {
    return readLong(at);
  }

  @Override
  public void writeByte(int at, byte value) {
    bytes.set(JAVA_BYTE, at, value);
  }

  @Override
  public void writeShort(int at, short value) {
    bytes.set(JAVA_SHORT_UNALIGNED, at, value);
  }

  @Override
  public void writeI32(int at, int value) {
    bytes.set(JAVA_INT_UNALIGNED, at, value);
  }

  @Override
  public void writeLong(int at, long value) {
    bytes.set(JAVA_LONG_UNALIGNED, at, value);
  }

  @Override
  public void writeF32(int at, float value) {
    bytes.set(JAVA_FLOAT_UNALIGNED, at, value);
  }

  @Override
  public void writeF64(int at, double value) {
    bytes.set(JAVA_DOUBLE_UNALIGNED, at, value);
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  @SuppressWarnings("removal")
  public Object lock(int at) {
    throw new UnsupportedOperationException("memory is not shared between threads");
  }

  @Override
  @SuppressWarnings("removal")
  public int waitOn(int at, int expected, long timeout) {
    throw new UnsupportedOperationException("memory is not shared between threads");
  }

  @Override
  @SuppressWarnings("removal")
  public int waitOn(int at, long expected, long timeout) {
    throw new UnsupportedOperationException("memory is not shared between threads");
  }

  @Override
  @SuppressWarnings("removal")
  public int notify(int at, int threads) {
    return 0;
  }
}
