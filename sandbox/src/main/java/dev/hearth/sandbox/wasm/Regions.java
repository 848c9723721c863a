package dev.hearth.sandbox.wasm;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The regions of all functions, by name: the local tier of state of Faasm (Shillaker and Pietzuch,
 * ATC 2020). Functions agree on one by naming it, with the same size, in the option {@value
 * #OPTION}. It is zeros when its first function is deployed and gone with its last. Thread-safe.
 */
final class Regions {
  /** Names and KiB: {@code prices=1024,stock=64}. */
  static final String OPTION = "regions";

  private static final int EACH = 8;
  private static final long TOTAL_KIB = 256 << 10;
  private static final int PAGE_KIB = LinearMemory.PAGE_SIZE >> 10;

  private final Map<String, Held> byName = new HashMap<>();

  /** A region and the programs that have it. */
  private record Held(Region region, Set<Program> by) {}

  /**
   * Those a program names.
   *
   * @throws SandboxException if it does not agree with others, or there is no room
   */
  synchronized Map<String, Region> of(Program program) {
    String named = program.options().get(OPTION);
    if (named == null || named.isBlank()) {
      return Map.of();
    }
    List<String> entries = Arrays.stream(named.split(",", -1)).map(String::strip).toList();
    if (entries.size() > EACH) {
      throw invalid("it names %d regions, more than %d".formatted(entries.size(), EACH));
    }
    var regions = new HashMap<String, Region>();
    for (String entry : entries) {
      Region region = region(program, entry);
      regions.put(region.name(), region);
    }
    return Map.copyOf(regions);
  }

  private Region region(Program program, String entry) {
    int equals = entry.indexOf('=');
    String name = equals < 0 ? entry : entry.substring(0, equals);
    if (equals < 0 || !name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw invalid(
          "its option %s has the entry '%s'; it must be NAME=KIB, the name of letters, digits, - and"
                  .formatted(OPTION, entry)
              + " _");
    }
    int pages = pages(entry, entry.substring(equals + 1));
    Held held = byName.get(name);
    if (held == null) {
      checkRoom(pages);
      held = new Held(Region.of(name, pages), new HashSet<>());
      byName.put(name, held);
    }
    if (held.region().pages() != pages) {
      throw invalid(
          "it says that the region '%s' has %d KiB, where another function says %d"
              .formatted(name, pages * PAGE_KIB, held.region().pages() * PAGE_KIB));
    }
    held.by().add(program);
    return held.region();
  }

  private static int pages(String entry, String kib) {
    try {
      long size = Long.parseLong(kib);
      if (size > 0 && size <= TOTAL_KIB) {
        return (int) Math.ceilDiv(size, PAGE_KIB);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw invalid(
        "the size of '%s' must be a number of KiB from 1 to %d".formatted(entry, TOTAL_KIB));
  }

  private void checkRoom(int pages) {
    long taken = byName.values().stream().mapToLong(held -> held.region().pages()).sum();
    if ((taken + pages) * PAGE_KIB > TOTAL_KIB) {
      throw invalid(
          "there is no room for its regions: all functions together may have %d KiB and have %d"
              .formatted(TOTAL_KIB, taken * PAGE_KIB));
    }
  }

  /** A program is gone, and with it the regions that only it had. */
  synchronized void release(Program program) {
    byName.values().forEach(held -> held.by().remove(program));
    byName.values().removeIf(held -> held.by().isEmpty());
  }

  private static SandboxException invalid(String message) {
    return new SandboxException(SandboxException.Code.INVALID_PROGRAM, message);
  }
}
