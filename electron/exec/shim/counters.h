/*
 * Who owns which record of the counter file. Opening, closing and naming take a lock; counting does not: libzmq's sockets belong to one thread at
 * a time, so plain loads and stores suffice (relaxed atomics, for the reader in another process). Only the thread-safe types count with real
 * atomic additions.
 */
#ifndef HIGHWATER_COUNTERS_H
#define HIGHWATER_COUNTERS_H

#include <errno.h>
#include <stdbool.h>
#include <time.h>

#include "layout.h"
#include "library.h"

/* A live socket that is counted. */
struct counted {
    struct socket_record *record;
    const struct library *library;
    /* Between two parts of a message that it sends. */
    bool within_message;
};

enum { TABLE_SIZE = 2048, PROBE_LIMIT = 64 };
struct table_entry {
    void *socket;
    struct counted counted;
};
extern struct table_entry counted_sockets[TABLE_SIZE];
extern struct counter_file *counter_file;

static inline size_t table_index(const void *socket)
{
    return (size_t)(((uintptr_t)socket >> 4) * 0x9E3779B97F4A7C15ull >> 53);
}

/* Undefined sockets (opened before us, inherited through fork, beyond the limit) give NULL: their calls pass uncounted. */
static inline struct counted *find_counted(const void *socket)
{
    if (socket == NULL) return NULL;
    size_t at = table_index(socket);
    for (int probe = 0; probe < PROBE_LIMIT; probe++, at = (at + 1) % TABLE_SIZE) {
        const void *key = __atomic_load_n(&counted_sockets[at].socket, __ATOMIC_ACQUIRE);
        if (key == socket) return &counted_sockets[at].counted;
        if (key == NULL) return NULL;
    }
    return NULL;
}

static inline uint64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000ull + (uint64_t)time.tv_nsec;
}

static inline void put(uint64_t *cell, uint64_t value) { __atomic_store_n(cell, value, __ATOMIC_RELAXED); }
static inline uint64_t get(const uint64_t *cell) { return __atomic_load_n(cell, __ATOMIC_RELAXED); }

static inline void add(bool shared, uint64_t *cell, uint64_t amount)
{
    if (shared) __atomic_fetch_add(cell, amount, __ATOMIC_RELAXED);
    else put(cell, get(cell) + amount);
}

static inline bool is_shared(const struct socket_record *record) { return (record->flags & SOCKET_SHARED) != 0; }

static inline void end_stall(bool shared, struct side *side)
{
    const uint64_t since = get(&side->stalled_since);
    if (__builtin_expect(since == 0, 1)) return;
    put(&side->stalled_since, 0);
    add(shared, &side->stalled_ns, now_ns() - since);
}

static inline void begin_stall(bool shared, struct side *side)
{
    if (get(&side->stalled_since) != 0) return;
    put(&side->stalled_since, now_ns());
    add(shared, &side->stalls, 1);
}

static inline void begin_wait(bool shared, struct side *side)
{
    end_stall(shared, side);
    add(shared, &side->waits, 1);
    put(&side->blocked_since, now_ns());
}

/* Keeps errno. */
static inline void end_wait(bool shared, struct side *side)
{
    const uint64_t since = get(&side->blocked_since);
    put(&side->blocked_since, 0);
    if (since != 0) add(shared, &side->blocked_ns, now_ns() - since);
}

/* Every function keeps errno. */
void count_opened(void *socket, int type, const void *context, const struct library *library, bool monitor);
void count_open_failure(const struct library *library, int error);
void count_closing(void *socket);
void count_endpoint(const struct counted *counted, uint32_t kind, const char *given, const char *resolved);
void count_failed_bind(const struct counted *counted, const char *given, int error);
void count_endpoint_gone(const struct counted *counted, const char *given);
void count_option(struct socket_record *record, int option, const void *value, size_t length);
void count_failure(bool shared, struct side *side, int error);
void flag_process(uint32_t flag);
/* False where this process has no counter file and gets none. */
bool count_process(const struct library *library);

#endif
