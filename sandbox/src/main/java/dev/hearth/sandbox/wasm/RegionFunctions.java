package dev.hearth.sandbox.wasm;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TrapException;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The functions of the module {@value #MODULE} by which one instance reaches {@link Regions}. All
 * take where a region's name lies and how long it is.
 */
final class RegionFunctions {
  static final String MODULE = "hearth";

  private static final int LONGEST_NAME = 64;

  private final Map<String, Region> regions;
  private final LinearMemory memory;
  private final Map<Region, Integer> mapped = new HashMap<>();
  private final List<Region> locked = new ArrayList<>();
  private boolean open;

  RegionFunctions(Map<String, Region> regions, LinearMemory memory) {
    this.regions = regions;
    this.memory = memory;
  }

  List<ImportFunction> functions() {
    return List.of(
        function("region", this::map, ValType.I32),
        function("region_size", this::size, ValType.I32),
        function("region_lock", this::lock),
        function("region_unlock", this::unlock));
  }

  private static HostFunction function(String name, WasmFunctionHandle handle, ValType... gives) {
    return new HostFunction(
        MODULE, name, FunctionType.of(List.of(ValType.I32, ValType.I32), List.of(gives)), handle);
  }

  /** From the first call on: what the initialisation sees becomes the image of all instances. */
  void open() {
    open = true;
  }

  private Region named(long[] args) {
    int size = (int) args[1];
    String name = memory.readString((int) args[0], Math.clamp(size, 0, LONGEST_NAME));
    Region region = regions.get(name);
    if (region == null) {
      throw new TrapException(
          "there is no region '%s' here; the function's option %s names %s"
              .formatted(name, Regions.OPTION, regions.keySet().stream().sorted().toList()));
    }
    if (!open) {
      throw new TrapException("regions cannot be reached during the initialisation");
    }
    return region;
  }

  /** Where the region lies; 0 if the memory has no room for it. */
  private long[] map(Instance instance, long[] args) {
    Region region = named(args);
    Integer at = mapped.get(region);
    if (at == null) {
      at = memory.map(region.file(), region.pages());
      if (at < 0) {
        return new long[] {0};
      }
      mapped.put(region, at);
    }
    return new long[] {at};
  }

  private long[] size(Instance instance, long[] args) {
    return new long[] {(long) named(args).pages() * LinearMemory.PAGE_SIZE};
  }

  private long[] lock(Instance instance, long[] args) {
    Region region = named(args);
    if (locked.contains(region)) {
      throw new TrapException("the region '%s' is locked already".formatted(region.name()));
    }
    if (!region.lock().tryLock()) {
      Worker.current().waiting(() -> waitFor(region));
    }
    locked.add(region);
    return new long[0];
  }

  private static boolean waitFor(Region region) {
    try {
      region.lock().lockInterruptibly();
      return true;
    } catch (InterruptedException e) {
      throw new TrapException("stopped while it waited for a region");
    }
  }

  private long[] unlock(Instance instance, long[] args) {
    Region region = named(args);
    if (!locked.remove(region)) {
      throw new TrapException("the region '%s' is not locked".formatted(region.name()));
    }
    region.lock().unlock();
    return new long[0];
  }

  /** The call is over, on the thread that ran it: what it locked is free again. */
  void ended() {
    if (!locked.isEmpty()) {
      locked.forEach(region -> region.lock().unlock());
      locked.clear();
    }
  }

  /** Takes the regions out of the memory, before it is restored. */
  void unmap() {
    mapped.forEach((region, at) -> memory.unmap(at, region.pages()));
    mapped.clear();
  }
}
