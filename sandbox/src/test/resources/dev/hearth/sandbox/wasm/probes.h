/* What both forms of the probes share: answers are written here. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LARGE (8 << 20)

static char *answer;
static uint32_t answer_size;
static int count;

static void answers(const char *bytes, uint32_t size) {
  answer = (char *)bytes;
  answer_size = size;
}

static void answers_text(const char *text) {
  answers(text, strlen(text));
}

static void echo(char *in, uint32_t size) {
  answers(in, size);
}

static void environment(char *in, uint32_t size) {
  static char text[1024];
  const char *value = getenv("PROBE");
  snprintf(text, sizeof text, "\"%s\"", value ? value : "");
  answers_text(text);
}

static void counts(char *in, uint32_t size) {
  static char text[16];
  snprintf(text, sizeof text, "%d", ++count);
  answers_text(text);
}

static void sleeps_for(long milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}

static void sleeps(char *in, uint32_t size) {
  char number[16] = {0};
  memcpy(number, in, size < 15 ? size : 15);
  sleeps_for(atol(number));
  answers(in, size);
}

static void logs(char *in, uint32_t size) {
  fprintf(stderr, "a line\n");
  answers(in, size);
}

static void loops(char *in, uint32_t size) {
  for (volatile int i = 0;; i++) {
  }
}

static void hogs(char *in, uint32_t size) {
  for (;;) {
    volatile char *more = malloc(1 << 20);
    if (!more) {
      abort();
    }
    for (int i = 0; i < 1 << 20; i += 4096) {
      more[i] = 1;
    }
  }
}

static void fills_disk(char *in, uint32_t size) {
  static char text[32], block[65536];
  long total = 0;
  FILE *file = fopen("/tmp/filler", "w");
  while (file) {
    size_t written = fwrite(block, 1, sizeof block, file);
    if (written < sizeof block || fflush(file)) {
      break;
    }
    total += written;
  }
  snprintf(text, sizeof text, "%ld", total);
  answers_text(text);
}

static void floods(char *in, uint32_t size) {
  static char line[1024];
  memset(line, 'x', sizeof line - 1);
  line[sizeof line - 1] = '\n';
  for (int i = 0; i < 64 << 10; i++) {
    write(2, line, sizeof line);
  }
  answers(in, size);
}

static void crashes(char *in, uint32_t size) {
  *(volatile int *)0x7ffffff0 = 1;
}

static void exits(char *in, uint32_t size) {
  exit(3);
}

/* The first text of a JSON list that names a file this can open. */
static void reads(char *in, uint32_t size) {
  static char found[1024];
  for (char *at = in; at < in + size; at++) {
    if (*at != '"') {
      continue;
    }
    char *end = memchr(at + 1, '"', in + size - at - 1);
    if (!end) {
      break;
    }
    *end = 0;
    if (access(at + 1, R_OK) == 0 || fopen(at + 1, "r")) {
      snprintf(found, sizeof found, "\"%s\"", at + 1);
      answers_text(found);
      return;
    }
    at = end;
  }
  answers_text("null");
}

static void answers_much(char *in, uint32_t size) {
  char *much = malloc(LARGE);
  memset(much, 'x', LARGE);
  answers(much, LARGE);
}

static void never_answers(char *in, uint32_t size) {
  for (;;) {
    sleeps_for(1000000);
  }
}
