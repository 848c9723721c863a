/* A region that functions have in common.
 *
 * clang --target=wasm32-wasi -mexec-model=reactor -Oz -s -Wl,--allow-undefined -o sharing.wasm sharing.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define IMPORTED(name) __attribute__((import_module("hearth"), import_name(#name)))
#define EXPORTED(name) __attribute__((export_name(#name)))

IMPORTED(region) char *region(const char *name, uint32_t size);
IMPORTED(region_size) uint32_t region_size(const char *name, uint32_t size);
IMPORTED(region_lock) void region_lock(const char *name, uint32_t size);
IMPORTED(region_unlock) void region_unlock(const char *name, uint32_t size);

static uint64_t answer(const char *bytes, uint32_t size) {
  return (uint64_t)(uintptr_t)bytes << 32 | size;
}

EXPORTED(allocate) char *allocate(uint32_t size) {
  static char *room;
  free(room);
  return room = malloc(size);
}

/* Its first word is how many bytes follow. */
EXPORTED(put) uint64_t put(const char *in, uint32_t size) {
  char *shared = region("shared", 6);
  memcpy(shared, &size, 4);
  memcpy(shared + 4, in, size);
  return answer("1", 1);
}

EXPORTED(get) uint64_t get(const char *in, uint32_t size) {
  char *shared = region("shared", 6);
  memcpy(&size, shared, 4);
  return answer(shared + 4, size);
}

/* Reads each line of the processor's cache in place and answers a sum. */
EXPORTED(sum) uint64_t sum(const char *in, uint32_t size) {
  static uint32_t total;
  char *shared = region("shared", 6);
  memcpy(&size, shared, 4);
  total = 0;
  for (uint32_t i = 0; i < size; i += 64) {
    total += (unsigned char)shared[4 + i];
  }
  return answer((char *)&total, 4);
}

/* The same of its input. */
EXPORTED(sum_input) uint64_t sum_input(const char *in, uint32_t size) {
  static uint32_t total;
  total = 0;
  for (uint32_t i = 0; i < size; i += 64) {
    total += (unsigned char)in[i];
  }
  return answer((char *)&total, 4);
}

/* Adds one a hundred thousand times, which comes out right under the lock alone. */
EXPORTED(count) uint64_t count(const char *in, uint32_t size) {
  volatile uint32_t *number = (uint32_t *)region("shared", 6);
  for (int i = 0; i < 1000; i++) {
    region_lock("shared", 6);
    for (int j = 0; j < 100; j++) {
      *number += 1;
    }
    region_unlock("shared", 6);
  }
  return answer("1", 1);
}

EXPORTED(number) uint64_t number(const char *in, uint32_t size) {
  return answer(region("shared", 6), 4);
}

EXPORTED(unknown) uint64_t unknown(const char *in, uint32_t size) {
  return answer(region("other", 5), 1);
}

/* Ends with the lock held. */
EXPORTED(forgets) uint64_t forgets(const char *in, uint32_t size) {
  region_lock("shared", 6);
  return answer("1", 1);
}
