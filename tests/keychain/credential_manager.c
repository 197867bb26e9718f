/*
 * A stand-in for the Credential Manager with its ABI, in memory: structs as Windows lays them out, a last error for
 * each thread, and blobs of at most 2560 bytes. It counts what is allocated, and fails as it is told.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  uint32_t flags, type;
  uint16_t *target, *comment;
  uint64_t written;
  uint32_t size;
  uint8_t *blob;
  uint32_t persist, attribute_count;
  void *attributes;
  uint16_t *alias, *user;
} Credential;
_Static_assert(sizeof(Credential) == 80, "as on Windows");

enum { INVALID = 87, NOT_FOUND = 1168, BAD_DATA = 1783, MAX_BLOB = 2560 };
enum { WRITE, READ, DELETE, ENUMERATE, CALLS };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static __thread uint32_t last_error;
static Credential items[256];
static int item_count, is_forgetful;
static long live;
static uint32_t answers[CALLS];
static int is_held, inside;

static size_t length(const uint16_t *text) {
  size_t count = 0;
  while (text[count] != 0) count++;
  return count;
}

static void *copy(const void *bytes, size_t size) {
  return size == 0 ? NULL : memcpy(malloc(size), bytes, size);
}

static uint16_t *copy_text(const uint16_t *text) { return copy(text, 2 * (length(text) + 1)); }

static int find(const uint16_t *target) {
  for (int i = 0; i < item_count; i++)
    if (length(items[i].target) == length(target) && !memcmp(items[i].target, target, 2 * length(target))) return i;
  return -1;
}

static int enter(int call) {
  __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&is_held, __ATOMIC_SEQ_CST)) usleep(1000);
  pthread_mutex_lock(&mutex);
  last_error = answers[call];
  return answers[call] == 0;
}

static int leave(uint32_t error) {
  pthread_mutex_unlock(&mutex);
  __atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
  if (error != 0) last_error = error;
  return error == 0;
}

int CredWriteW(const Credential *given, uint32_t flags) {
  if (!enter(WRITE)) return leave(answers[WRITE]);
  if (given->size > MAX_BLOB) return leave(BAD_DATA);
  if (flags != 0 || given->type != 1 || given->persist != 2 || given->flags != 0) return leave(INVALID);
  if (given->attribute_count != 0 || given->alias != NULL || length(given->comment) >= 256) return leave(INVALID);
  int at = find(given->target);
  if (at < 0) at = item_count++;
  items[at] = *given;
  items[at].target = copy_text(given->target);
  items[at].comment = copy_text(given->comment);
  items[at].user = copy_text(given->user);
  if (is_forgetful) items[at].size /= 2;
  items[at].blob = copy(given->blob, given->size);
  return leave(0);
}

int CredReadW(const uint16_t *target, uint32_t type, uint32_t flags, Credential **result) {
  if (!enter(READ)) return leave(answers[READ]);
  if (type != 1 || flags != 0) return leave(INVALID);
  int at = find(target);
  if (at < 0) return leave(NOT_FOUND);
  /* One piece, as the original gives it. */
  *result = malloc(sizeof(Credential) + items[at].size);
  **result = items[at];
  (*result)->blob = items[at].size == 0 ? NULL : memcpy(*result + 1, items[at].blob, items[at].size);
  live++;
  return leave(0);
}

int CredDeleteW(const uint16_t *target, uint32_t type, uint32_t flags) {
  if (!enter(DELETE)) return leave(answers[DELETE]);
  if (type != 1 || flags != 0) return leave(INVALID);
  int at = find(target);
  if (at < 0) return leave(NOT_FOUND);
  items[at] = items[--item_count];
  return leave(0);
}

int CredEnumerateW(const uint16_t *filter, uint32_t flags, uint32_t *count, Credential ***result) {
  size_t start = length(filter) - 1;
  if (!enter(ENUMERATE)) return leave(answers[ENUMERATE]);
  if (flags != 0 || filter[start] != '*') return leave(INVALID);
  Credential **found = malloc(sizeof(Credential *) * (item_count + 1));
  *count = 0;
  for (int i = 0; i < item_count; i++)
    if (length(items[i].target) >= start && !memcmp(items[i].target, filter, 2 * start)) found[(*count)++] = &items[i];
  if (*count == 0) {
    free(found);
    return leave(NOT_FOUND);
  }
  *result = found;
  live++;
  return leave(0);
}

void CredFree(void *credential) {
  pthread_mutex_lock(&mutex);
  live--;
  pthread_mutex_unlock(&mutex);
  free(credential);
}

uint32_t GetLastError(void) { return last_error; }

/* For tests */

long fake_live(void) { return live; }
void fake_answer(int call, uint32_t error) { answers[call] = error; }
/* No call ends while they are held; how many have begun and not ended. */
void fake_hold(int state) { __atomic_store_n(&is_held, state, __ATOMIC_SEQ_CST); }
int fake_inside(void) { return __atomic_load_n(&inside, __ATOMIC_SEQ_CST); }
void fake_forget(int state) { is_forgetful = state; }
int fake_count(void) { return item_count; }
const Credential *fake_item(int at) { return &items[at]; }

void fake_reset(void) {
  item_count = is_forgetful = 0;
  memset(answers, 0, sizeof answers);
}
