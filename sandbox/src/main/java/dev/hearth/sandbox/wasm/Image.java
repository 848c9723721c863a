package dev.hearth.sandbox.wasm;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.MutabilityType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;

/**
 * A module's state at one moment, from which instances begin: its memory, globals and tables. The
 * memory is a file without a name, mapped copy-on-write by each instance: a Proto-Faaslet
 * (Shillaker and Pietzuch, ATC 2020). Never changes.
 *
 * @param pages of the memory, of 64 KiB
 * @param bytes of the file; the memory past them is zeros
 */
record Image(
    int file, int pages, long bytes, List<Global> globals, List<Table> tables, Dropped dropped) {
  private static final Cleaner CLEANER = Cleaner.create();

  /** The two halves of a global's value. */
  record Global(int index, long low, long high) {}

  /** What a table refers to: numbers of functions. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Table(int index, int[] references) {}

  /** Segments that were dropped. */
  record Dropped(List<Integer> data, List<Integer> elements) {}

  /** The state of an instance that does not run. */
  static Image of(Instance instance, LinearMemory memory) {
    MemorySegment from = memory.bytes();
    long used = used(from);
    int file = Pages.file("hearth-image", used);
    var image =
        new Image(
            file,
            memory.pages(),
            used,
            globals(instance),
            tables(instance),
            new Dropped(droppedData(instance, memory), droppedElements(instance)));
    if (used > 0) {
      long to = Pages.shared(used, file);
      copy(from, Pages.at(to, used));
      Pages.unmap(to, used);
    }
    CLEANER.register(image, () -> Pages.close(file));
    return image;
  }

  /** Bytes up to the last page that holds something. */
  private static long used(MemorySegment memory) {
    long last = memory.byteSize();
    while (last > 0 && isZero(memory, last - Memory.PAGE_SIZE, Memory.PAGE_SIZE)) {
      last -= Memory.PAGE_SIZE;
    }
    return last;
  }

  private static final int BLOCK = 4096;
  private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[Memory.PAGE_SIZE]);

  private static boolean isZero(MemorySegment memory, long at, long size) {
    return MemorySegment.mismatch(memory, at, at + size, ZEROS, 0, size) < 0;
  }

  /** Leaves out what is zeros, so that the file has no pages there. */
  private static void copy(MemorySegment from, MemorySegment to) {
    for (long at = 0; at < to.byteSize(); at += BLOCK) {
      if (!isZero(from, at, BLOCK)) {
        MemorySegment.copy(from, at, to, at, BLOCK);
      }
    }
  }

  private static List<Global> globals(Instance instance) {
    var globals = new ArrayList<Global>();
    for (int i = 0; i < instance.globalCount(); i++) {
      GlobalInstance global = instance.global(i);
      if (global.getMutabilityType() == MutabilityType.Var) {
        globals.add(new Global(i, global.getValueLow(), global.getValueHigh()));
      }
    }
    return globals;
  }

  private static List<Table> tables(Instance instance) {
    var tables = new ArrayList<Table>();
    for (int i = 0; i < instance.tableCount(); i++) {
      TableInstance table = instance.table(i);
      var references = new int[table.size()];
      for (int j = 0; j < references.length; j++) {
        references[j] = table.ref(j);
      }
      tables.add(new Table(i, references));
    }
    return tables;
  }

  private static List<Integer> droppedData(Instance instance, LinearMemory memory) {
    var dropped = new ArrayList<Integer>();
    for (int i = 0; i < instance.module().dataSection().dataSegmentCount(); i++) {
      if (memory.dropped(i)) {
        dropped.add(i);
      }
    }
    return dropped;
  }

  private static List<Integer> droppedElements(Instance instance) {
    var dropped = new ArrayList<Integer>();
    for (int i = 0; i < instance.elementCount(); i++) {
      if (instance.element(i) == null) {
        dropped.add(i);
      }
    }
    return dropped;
  }

  /** Gives an instance over this image's memory the rest of the state, too. */
  void restore(Instance instance, LinearMemory memory) {
    for (Global global : globals) {
      instance.global(global.index()).setValueLow(global.low());
      instance.global(global.index()).setValueHigh(global.high());
    }
    for (Table table : tables) {
      restore(table, instance);
    }
    dropped.data().forEach(memory::drop);
    dropped.elements().forEach(i -> instance.setElement(i, null));
  }

  private static void restore(Table saved, Instance instance) {
    TableInstance table = instance.table(saved.index());
    int[] references = saved.references();
    if (table.size() < references.length) {
      table.grow(references.length - table.size(), references[references.length - 1], instance);
    }
    for (int i = 0; i < references.length; i++) {
      if (table.ref(i) != references[i]) {
        table.setRef(i, references[i], instance);
      }
    }
  }
}
