package dev.hearth.sandbox.wasm;

import java.lang.ref.Cleaner;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory that several functions have in common: a file without a name, mapped into the memory of
 * each that asks for it. Its lock belongs to one call at a time.
 *
 * @param pages of 64 KiB
 */
record Region(String name, int file, int pages, ReentrantLock lock) {
  private static final Cleaner CLEANER = Cleaner.create();

  static Region of(String name, int pages) {
    int file = Pages.file("hearth-region", (long) pages * LinearMemory.PAGE_SIZE);
    var region = new Region(name, file, pages, new ReentrantLock());
    CLEANER.register(region, () -> Pages.close(file));
    return region;
  }
}
