/* The probes as a library: one export for each.
 *
 * clang --target=wasm32-wasi -mexec-model=reactor -Oz -s -o reactor.wasm reactor.c
 */
#include "probes.h"

static const uint64_t REPORTED = 0x80000000;

__attribute__((export_name("allocate"))) char *allocate(uint32_t size) {
  static char *room;
  free(room);
  return room = malloc(size);
}

#define PROBE(name)                                                                \
  __attribute__((export_name(#name))) uint64_t exported_##name(char *in, uint32_t size) { \
    name(in, size);                                                                \
    return (uint64_t)(uintptr_t)answer << 32 | answer_size;                        \
  }

PROBE(echo)
PROBE(environment)
PROBE(counts)
PROBE(sleeps)
PROBE(logs)
PROBE(loops)
PROBE(hogs)
PROBE(fills_disk)
PROBE(floods)
PROBE(crashes)
PROBE(exits)
PROBE(reads)
PROBE(answers_much)
PROBE(never_answers)

__attribute__((export_name("throws"))) uint64_t throws(char *in, uint32_t size) {
  answers_text("{\"errorType\":\"Planted\",\"errorMessage\":\"planted\"}");
  return (uint64_t)(uintptr_t)answer << 32 | REPORTED | answer_size;
}
