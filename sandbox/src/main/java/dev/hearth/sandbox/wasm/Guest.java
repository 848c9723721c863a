package dev.hearth.sandbox.wasm;

import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.UnlinkableException;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import dev.hearth.sandbox.SandboxException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A module with a memory, globals, tables and functions to call: one instance of it. */
final class Guest {
  private final Compiled compiled;
  private final @Nullable Image image;
  private final String name;
  private final LinearMemory memory;
  private final Chance chance = new Chance();
  private final Wasi wasi;
  private final RegionFunctions regions;
  private final Map<String, Region> named;
  private final Instance instance;

  /** As the module says, without its start function having run. */
  static Guest blank(
      Compiled compiled, int maximumPages, String name, Map<String, Region> regions) {
    var limits = compiled.module().memorySection().orElseThrow().getMemory(0).limits();
    return new Guest(
        compiled, null, name, LinearMemory.blank(limits.initialPages(), maximumPages), regions);
  }

  /** In the state of an image. */
  static Guest of(
      Compiled compiled, Image image, int maximumPages, String name, Map<String, Region> regions) {
    return new Guest(compiled, image, name, LinearMemory.of(image, maximumPages), regions);
  }

  private Guest(
      Compiled compiled,
      @Nullable Image image,
      String name,
      LinearMemory memory,
      Map<String, Region> named) {
    this.compiled = compiled;
    this.image = image;
    this.name = name;
    this.memory = memory;
    this.named = named;
    wasi = new Wasi(name, chance);
    regions = new RegionFunctions(named, memory);
    try {
      instance = instance();
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
    if (image != null) {
      image.restore(instance, memory);
    }
  }

  private Instance instance() {
    var functions = new ArrayList<ImportFunction>();
    Set<String> wanted = compiled.imports().get(Wasi.MODULE);
    if (wanted != null) {
      functions.addAll(wasi.functions(wanted));
    }
    if (compiled.imports().containsKey(RegionFunctions.MODULE)) {
      functions.addAll(regions.functions());
    }
    try {
      return Instance.builder(compiled.module())
          .withMachineFactory(compiled.machines())
          .withMemoryFactory(limits -> memory)
          .withTableFactory(Guest::table)
          .withImportValues(ImportValues.builder().withFunctions(functions).build())
          .withStart(false)
          .build();
    } catch (UnlinkableException e) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          "it wants functions that there are not: %s; there are those of %s and %s"
              .formatted(e.getMessage(), Wasi.MODULE, RegionFunctions.MODULE),
          e);
    }
  }

  /** A table with limits of its own: growing one must not change the module's for all. */
  private static TableInstance table(Table declared, int initial) {
    long least = declared.limits().min();
    long most = Math.clamp(declared.limits().max(), least, ModuleCheck.TABLE_ENTRIES);
    return new TableInstance(
        new Table(declared.elementType(), new TableLimits(least, most), declared.initialize()),
        initial);
  }

  /** Another one in the state this one began with, on the same memory; this one is no more. */
  Guest again() {
    wasi.close();
    regions.unmap();
    memory.restore();
    return new Guest(compiled, image, name, memory, named);
  }

  /** Calls a function by its number. */
  long[] call(int function, long... arguments) {
    return instance.getMachine().call(function, arguments);
  }

  /** The state it is in. */
  Image capture() {
    return Image.of(instance, memory);
  }

  LinearMemory memory() {
    return memory;
  }

  Wasi wasi() {
    return wasi;
  }

  RegionFunctions regions() {
    return regions;
  }

  Chance chance() {
    return chance;
  }

  /** Gives its memory back. It must not run. */
  void close() {
    wasi.close();
    memory.close();
  }
}
