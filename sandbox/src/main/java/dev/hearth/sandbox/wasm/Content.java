package dev.hearth.sandbox.wasm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;

/**
 * What memories begin with, where it is not zeros. A little is copied into each of them, which
 * takes less time than mapping it and no open file; more is a file without a name that each maps
 * copy-on-write. Never changes.
 */
sealed interface Content {
  /** Up to which it is copied. */
  long COPIED_BYTES = 64 << 10;

  /** Puts it where zeros are. */
  void putAt(long address);

  /** Puts it where what was written to it has been forgotten. */
  void restoreAt(long address);

  /** What a memory holds now. */
  static Content of(MemorySegment memory) {
    List<Long> blocks = blocks(memory);
    if ((long) blocks.size() * Block.SIZE > COPIED_BYTES) {
      return Mapped.of(memory, blocks);
    }
    return new Copied(blocks.stream().map(at -> Block.of(memory, at)).toList());
  }

  /** Where the blocks begin that hold something. */
  private static List<Long> blocks(MemorySegment memory) {
    List<Long> blocks = new ArrayList<>();
    for (long at = 0; at < memory.byteSize(); at += Block.SIZE) {
      if (MemorySegment.mismatch(memory, at, at + Block.SIZE, Block.ZEROS, 0, Block.SIZE) >= 0) {
        blocks.add(at);
      }
    }
    return blocks;
  }

  /** As many bytes as a page of the system. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Block(long at, byte[] bytes) {
    static final int SIZE = 4096;
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[SIZE]);

    static Block of(MemorySegment memory, long at) {
      return new Block(at, memory.asSlice(at, SIZE).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /** On the heap. */
  record Copied(List<Block> blocks) implements Content {
    @Override
    public void putAt(long address) {
      for (Block block : blocks) {
        Pages.at(address + block.at(), Block.SIZE).copyFrom(MemorySegment.ofArray(block.bytes()));
      }
    }

    @Override
    public void restoreAt(long address) {
      putAt(address);
    }
  }

  /** In a file, closed once nobody can map it any more. */
  record Mapped(int file, long bytes) implements Content {
    private static final Cleaner CLEANER = Cleaner.create();

    private static Mapped of(MemorySegment memory, List<Long> blocks) {
      long bytes = blocks.getLast() + Block.SIZE;
      int file = Pages.file("hearth-image", bytes);
      var content = new Mapped(file, bytes);
      CLEANER.register(content, () -> Pages.close(file));
      long to = Pages.shared(bytes, file);
      for (long at : blocks) {
        MemorySegment.copy(memory, at, Pages.at(to, bytes), at, Block.SIZE);
      }
      Pages.unmap(to, bytes);
      return content;
    }

    @Override
    public void putAt(long address) {
      Pages.copyAt(address, bytes, file);
    }

    /** The file's pages are there again by themselves. */
    @Override
    public void restoreAt(long address) {}
  }
}
