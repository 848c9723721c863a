/* What an initialisation leaves behind: made once for all instances, unless it asks for the time.
 *
 * clang --target=wasm32-wasi -mexec-model=reactor -Oz -s -o initialised.wasm initialised.c
 * clang --target=wasm32-wasi -mexec-model=reactor -Oz -s -DCLOCK -o initialised-at.wasm initialised.c
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char text[64];
static char *table;
static struct timespec made;

__attribute__((constructor)) static void initialise(void) {
  table = malloc(4 << 20);
  memset(table, 'x', 4 << 20);
#ifdef CLOCK
  clock_gettime(CLOCK_REALTIME, &made);
#endif
}

__attribute__((export_name("allocate"))) char *allocate(uint32_t size) {
  static char *room;
  free(room);
  return room = malloc(size);
}

static uint64_t answer(void) {
  return (uint64_t)(uintptr_t)text << 32 | strlen(text);
}

/* Changes the table, so that what others see of it would show. */
__attribute__((export_name("change"))) uint64_t change(char *in, uint32_t size) {
  memset(table, 'y', 4 << 20);
  snprintf(text, sizeof text, "changed");
  return answer();
}

__attribute__((export_name("show"))) uint64_t show(char *in, uint32_t size) {
  snprintf(text, sizeof text, "%c%c", table[0], table[(4 << 20) - 1]);
  return answer();
}

__attribute__((export_name("moment"))) uint64_t moment(char *in, uint32_t size) {
  snprintf(text, sizeof text, "%lld.%09ld", made.tv_sec, made.tv_nsec);
  return answer();
}

/* Calls itself without end, and without a stack in its own memory. */
static volatile int enough;

static __attribute__((noinline)) int deep(int n) {
  return enough ? n : deep(n + 1) * 3 + n;
}

__attribute__((export_name("recurse"))) uint64_t recurse(char *in, uint32_t size) {
  return deep(0);
}

__attribute__((export_name("divide"))) uint64_t divide(char *in, uint32_t size) {
  return 7 / enough;
}

/* Says that its answer is where there is no memory. */
__attribute__((export_name("lies"))) uint64_t lies(char *in, uint32_t size) {
  return 0x7ffffff000001000ull;
}
