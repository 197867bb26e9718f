/*
 * A stand-in for Security.framework and CoreFoundation with their ABI: as much of both as a keychain of generic
 * passwords needs, in memory. It is as strict as the original where that matters (a query for an update must not hold
 * the value, dictionaries need their callbacks), counts the objects that are alive, and fails as it is told.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int32_t OSStatus;
typedef long CFIndex;
typedef uint8_t Boolean;
typedef enum { CONSTANT, STRING, DATA, DICTIONARY, ARRAY } Kind;

typedef struct Object {
  Kind kind;
  int references;
  CFIndex length;
  uint8_t *bytes;
  const struct Object **keys, **values;
} Object;
typedef const Object *Ref;

typedef struct {
  CFIndex version;
  const void *callbacks[5];
} Callbacks;

enum { PARAM = -50, DUPLICATE = -25299, NOT_FOUND = -25300, LOCKED = -25308, ENCODING = 0x08000100 };
enum { ADD, COPY, UPDATE, DELETE, CALLS };

#define CONSTANT_OBJECT(name)                     \
  static const Object name##_object = {CONSTANT}; \
  const Ref name = &name##_object
CONSTANT_OBJECT(kSecClass);
CONSTANT_OBJECT(kSecClassGenericPassword);
CONSTANT_OBJECT(kSecAttrService);
CONSTANT_OBJECT(kSecAttrAccount);
CONSTANT_OBJECT(kSecAttrLabel);
CONSTANT_OBJECT(kSecValueData);
CONSTANT_OBJECT(kSecReturnData);
CONSTANT_OBJECT(kSecReturnAttributes);
CONSTANT_OBJECT(kSecMatchLimit);
CONSTANT_OBJECT(kSecMatchLimitAll);
CONSTANT_OBJECT(kSecMatchLimitOne);
CONSTANT_OBJECT(kCFBooleanTrue);
const Callbacks kCFTypeDictionaryKeyCallBacks = {0, {(void *)1}};
const Callbacks kCFTypeDictionaryValueCallBacks = {0, {(void *)2}};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long live;
static struct { char *service, *account, *label; uint8_t *value; CFIndex length; } items[256];
static int item_count;
static OSStatus answers[CALLS], once[CALLS];
static int is_held;
static int is_locked, is_forgetful, may_ask = 1;

/* CoreFoundation */

static Object *make(Kind kind, const void *bytes, CFIndex length) {
  Object *object = calloc(1, sizeof *object);
  object->kind = kind;
  object->references = 1;
  object->length = length;
  object->bytes = malloc(length + 1);
  if (length > 0) memcpy(object->bytes, bytes, length);
  object->bytes[length] = 0;
  __atomic_add_fetch(&live, 1, __ATOMIC_SEQ_CST);
  return object;
}

static void retain(Ref object) {
  if (object->kind != CONSTANT) __atomic_add_fetch(&((Object *)object)->references, 1, __ATOMIC_SEQ_CST);
}

void CFRelease(Ref object) {
  if (object->kind == CONSTANT) return;
  Object *own = (Object *)object;
  int left = __atomic_sub_fetch(&own->references, 1, __ATOMIC_SEQ_CST);
  if (left > 0) return;
  if (left < 0) abort();
  for (CFIndex i = 0; own->kind >= DICTIONARY && i < own->length; i++) {
    if (own->kind == DICTIONARY) CFRelease(own->keys[i]);
    CFRelease(own->values[i]);
  }
  free(own->keys);
  free(own->values);
  free(own->bytes);
  /* The object itself stays, so that a second release is seen and ends the process. */
  __atomic_sub_fetch(&live, 1, __ATOMIC_SEQ_CST);
}

Ref CFStringCreateWithBytes(void *allocator, const uint8_t *bytes, CFIndex length, uint32_t encoding, Boolean external) {
  if (allocator != NULL || encoding != ENCODING || external != 0) return NULL;
  return make(STRING, bytes, length);
}

Boolean CFStringGetCString(Ref string, char *buffer, CFIndex size, uint32_t encoding) {
  if (encoding != ENCODING || string->kind != STRING || string->length >= size) return 0;
  memcpy(buffer, string->bytes, string->length + 1);
  return 1;
}

Ref CFDataCreate(void *allocator, const uint8_t *bytes, CFIndex length) {
  return allocator != NULL ? NULL : make(DATA, bytes, length);
}

CFIndex CFDataGetLength(Ref data) { return data->length; }
const uint8_t *CFDataGetBytePtr(Ref data) { return data->bytes; }

Object *CFDictionaryCreateMutable(void *allocator, CFIndex capacity, const Callbacks *keys, const Callbacks *values) {
  if (allocator != NULL || capacity != 0) return NULL;
  if (keys != &kCFTypeDictionaryKeyCallBacks || values != &kCFTypeDictionaryValueCallBacks) return NULL;
  return make(DICTIONARY, NULL, 0);
}

void CFDictionarySetValue(Object *dictionary, Ref key, Ref value) {
  CFIndex count = ++dictionary->length;
  dictionary->keys = realloc(dictionary->keys, count * sizeof(Ref));
  dictionary->values = realloc(dictionary->values, count * sizeof(Ref));
  dictionary->keys[count - 1] = key;
  dictionary->values[count - 1] = value;
  retain(key);
  retain(value);
}

CFIndex CFArrayGetCount(Ref array) { return array->kind == ARRAY ? array->length : -1; }
Ref CFArrayGetValueAtIndex(Ref array, CFIndex at) { return array->values[at]; }

static Ref value_of(Ref dictionary, Ref key) {
  for (CFIndex i = 0; i < dictionary->length; i++)
    if (dictionary->keys[i] == key) return dictionary->values[i];
  return NULL;
}

Ref CFDictionaryGetValue(Ref dictionary, Ref key) { return value_of(dictionary, key); }

/* Security */

static int is(Ref object, Kind kind) { return object != NULL && object->kind == kind; }

static int is_query(Ref query) {
  return is(query, DICTIONARY) && value_of(query, kSecClass) == kSecClassGenericPassword &&
         is(value_of(query, kSecAttrService), STRING) && is(value_of(query, kSecAttrAccount), STRING);
}

static int find(Ref query) {
  const char *service = (char *)value_of(query, kSecAttrService)->bytes;
  const char *account = (char *)value_of(query, kSecAttrAccount)->bytes;
  for (int i = 0; i < item_count; i++)
    if (!strcmp(items[i].service, service) && !strcmp(items[i].account, account)) return i;
  return -1;
}

static void fill(int at, Ref content) {
  Ref data = value_of(content, kSecValueData), label = value_of(content, kSecAttrLabel);
  free(items[at].value);
  items[at].length = is_forgetful ? data->length / 2 : data->length;
  items[at].value = malloc(data->length + 1);
  memcpy(items[at].value, data->bytes, data->length);
  if (!is(label, STRING)) return;
  free(items[at].label);
  items[at].label = strdup((char *)label->bytes);
}

static OSStatus enter(int call, int needs_unlocked) {
  while (__atomic_load_n(&is_held, __ATOMIC_SEQ_CST)) usleep(1000);
  pthread_mutex_lock(&mutex);
  OSStatus answer = once[call] != 0 ? once[call] : answers[call];
  once[call] = 0;
  if (answer != 0) return answer;
  /* Whoever may be asked unlocks it. */
  return is_locked && needs_unlocked && !may_ask ? LOCKED : 0;
}

static OSStatus leave(OSStatus status) {
  pthread_mutex_unlock(&mutex);
  return status;
}

OSStatus SecItemAdd(Ref content, Ref *result) {
  OSStatus status = enter(ADD, 1);
  if (status != 0) return leave(status);
  if (!is_query(content) || !is(value_of(content, kSecValueData), DATA) || result != NULL) return leave(PARAM);
  if (find(content) >= 0) return leave(DUPLICATE);
  memset(&items[item_count], 0, sizeof items[0]);
  items[item_count].service = strdup((char *)value_of(content, kSecAttrService)->bytes);
  items[item_count].account = strdup((char *)value_of(content, kSecAttrAccount)->bytes);
  fill(item_count++, content);
  return leave(0);
}

/* The attributes of all items of a service, as an array of dictionaries. */
static OSStatus list(Ref query, Ref *result) {
  Ref service = value_of(query, kSecAttrService);
  if (value_of(query, kSecClass) != kSecClassGenericPassword || !is(service, STRING)) return PARAM;
  if (value_of(query, kSecReturnData) != NULL || value_of(query, kSecAttrAccount) != NULL) return PARAM;
  Object *array = make(ARRAY, NULL, 0);
  array->values = malloc(sizeof(Ref) * (item_count + 1));
  for (int i = 0; i < item_count; i++) {
    if (strcmp(items[i].service, (char *)service->bytes)) continue;
    Object *attributes = make(DICTIONARY, NULL, 0);
    Ref account = make(STRING, items[i].account, strlen(items[i].account));
    CFDictionarySetValue(attributes, kSecAttrService, service);
    CFDictionarySetValue(attributes, kSecAttrAccount, account);
    CFRelease(account);
    array->values[array->length++] = attributes;
  }
  if (array->length > 0) return *result = array, 0;
  CFRelease(array);
  return NOT_FOUND;
}

OSStatus SecItemCopyMatching(Ref query, Ref *result) {
  int wants_data = is_query(query) && value_of(query, kSecReturnData) == kCFBooleanTrue;
  OSStatus status = enter(COPY, wants_data);
  if (status != 0) return leave(status);
  if (value_of(query, kSecReturnAttributes) == kCFBooleanTrue && value_of(query, kSecMatchLimit) == kSecMatchLimitAll)
    return leave(list(query, result));
  if (!is_query(query) || value_of(query, kSecValueData) != NULL) return leave(PARAM);
  if (value_of(query, kSecMatchLimit) != kSecMatchLimitOne) return leave(PARAM);
  int at = find(query);
  if (at < 0) return leave(NOT_FOUND);
  if (wants_data) *result = make(DATA, items[at].value, items[at].length);
  return leave(0);
}

OSStatus SecItemUpdate(Ref query, Ref content) {
  OSStatus status = enter(UPDATE, 1);
  if (status != 0) return leave(status);
  if (!is_query(query) || value_of(query, kSecValueData) != NULL) return leave(PARAM);
  if (value_of(query, kSecMatchLimit) != NULL || value_of(query, kSecReturnData) != NULL) return leave(PARAM);
  if (!is(value_of(content, kSecValueData), DATA) || value_of(content, kSecClass) != NULL) return leave(PARAM);
  int at = find(query);
  if (at < 0) return leave(NOT_FOUND);
  fill(at, content);
  return leave(0);
}

OSStatus SecItemDelete(Ref query) {
  OSStatus status = enter(DELETE, 1);
  if (status != 0) return leave(status);
  if (!is_query(query) || value_of(query, kSecMatchLimit) != NULL) return leave(PARAM);
  int at = find(query);
  if (at < 0) return leave(NOT_FOUND);
  items[at] = items[--item_count];
  return leave(0);
}

Ref SecCopyErrorMessageString(OSStatus status, void *reserved) {
  char text[64];
  if (reserved != NULL || status == -1) return NULL;
  int length = snprintf(text, sizeof text, "The words for\n%d.", status);
  return make(STRING, text, length);
}

OSStatus SecKeychainSetUserInteractionAllowed(Boolean state) {
  may_ask = state;
  return 0;
}

/* For tests */

long fake_live(void) { return __atomic_load_n(&live, __ATOMIC_SEQ_CST); }
void fake_answer(int call, OSStatus status) { answers[call] = status; }
void fake_once(int call, OSStatus status) { once[call] = status; }
/* No call ends while they are held. */
void fake_hold(int state) { __atomic_store_n(&is_held, state, __ATOMIC_SEQ_CST); }
void fake_lock(int state) { is_locked = state; }
void fake_forget(int state) { is_forgetful = state; }
int fake_may_ask(void) { return may_ask; }
int fake_count(void) { return item_count; }
const char *fake_label(int at) { return items[at].label; }

void fake_reset(void) {
  item_count = 0;
  memset(answers, 0, sizeof answers);
  memset(once, 0, sizeof once);
  is_locked = is_forgetful = 0;
}
