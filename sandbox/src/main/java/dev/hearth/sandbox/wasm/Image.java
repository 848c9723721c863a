package dev.hearth.sandbox.wasm;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.MutabilityType;
import java.util.ArrayList;
import java.util.List;

/**
 * A module's state at one moment, from which instances begin: its memory, globals and tables; a
 * Proto-Faaslet (Shillaker and Pietzuch, ATC 2020). Never changes.
 *
 * @param content of the memory
 * @param pages of the memory, of 64 KiB
 */
record Image(
    Content content, int pages, List<Global> globals, List<Table> tables, Dropped dropped) {

  /** The two halves of a global's value. */
  record Global(int index, long low, long high) {}

  /** What a table refers to: numbers of functions. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Table(int index, int[] references) {}

  /** Segments that were dropped. */
  record Dropped(List<Integer> data, List<Integer> elements) {}

  /** The state of an instance that does not run. */
  static Image of(Instance instance, LinearMemory memory) {
    return new Image(
        Content.of(memory.bytes()),
        memory.pages(),
        globals(instance),
        tables(instance),
        new Dropped(droppedData(instance, memory), droppedElements(instance)));
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
