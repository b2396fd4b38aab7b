#define _GNU_SOURCE
#include "counters.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* So many sockets are told one by one, whatever they did. */
enum { FOLD_FROM = 64 };
enum { TERMINATED = 156384765, WRONG_STATE = 156384763 };
enum { FIRST_THREAD_SAFE_TYPE = 12 };

struct table_entry counted_sockets[TABLE_SIZE];
struct counter_file *counter_file;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static bool given_up;
static uint64_t next_id;
/* Of the closed sockets: how each was used, see `likeness`. */
static uint64_t closed_likeness[SOCKET_LIMIT];
/* A key that no socket has: the entry was used, and probing goes on behind it. */
static char removed;

static void before_fork(void)
{
    pthread_mutex_lock(&lock);
    library_lock_for_fork();
}

static void after_fork_in_parent(void)
{
    library_unlock_after_fork();
    pthread_mutex_unlock(&lock);
}

/* The file belongs to the parent; the child gets its own with its first socket. What it inherited is the parent's to count. */
static void after_fork_in_child(void)
{
    library_reset_lock_in_child();
    pthread_mutex_init(&lock, NULL);
    if (counter_file != NULL) munmap(counter_file, sizeof *counter_file);
    counter_file = NULL;
    memset(counted_sockets, 0, sizeof counted_sockets);
    given_up = false;
    next_id = 0;
}

__attribute__((constructor)) static void prepare(void)
{
    const char *given = secure_getenv("HIGHWATER_EXEC_FOLDER");
    if (given == NULL || given[0] != '/') return;
    /* A copy, since the program may change its environment. */
    folder = strdup(given);
    pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

__attribute__((destructor)) static void note_end(void)
{
    if (counter_file != NULL) put(&counter_file->header.ended_ns, now_ns());
}

/* A file beyond the limit would not only fail: the kernel ends the program for trying (setrlimit(2), RLIMIT_FSIZE). */
static bool may_be_made(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur >= sizeof(struct counter_file);
}

/* Blocks are reserved at once: writing to a mapped page that the file system has no room for would kill the program. */
static struct counter_file *create_file(void)
{
    char path[4096];
    if (!may_be_made()) return NULL;
    for (int attempt = 0; attempt < 16; attempt++) {
        const int length = snprintf(path, sizeof path, "%s/%ld-%d.counters", folder, (long)getpid(), attempt);
        if (length < 0 || (size_t)length >= sizeof path) return NULL;
        const int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file < 0 && errno == EEXIST) continue;
        if (file < 0) return NULL;
        void *mapped = MAP_FAILED;
        if (posix_fallocate(file, 0, sizeof(struct counter_file)) == 0)
            mapped = mmap(NULL, sizeof(struct counter_file), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        close(file);
        if (mapped != MAP_FAILED) return mapped;
        unlink(path);
        return NULL;
    }
    return NULL;
}

static void fill_header(struct header *header, const struct library *library)
{
    int version[3] = {0, 0, 0};
    if (library->version != NULL) library->version(&version[0], &version[1], &version[2]);
    header->version = LAYOUT_VERSION;
    header->header_bytes = sizeof(struct header);
    header->socket_bytes = sizeof(struct socket_record);
    header->socket_limit = SOCKET_LIMIT;
    header->endpoint_bytes = sizeof(struct endpoint_record);
    header->endpoint_limit = ENDPOINT_LIMIT;
    header->pid = (uint32_t)getpid();
    header->parent_pid = (uint32_t)getppid();
    header->started_ns = now_ns();
    header->zmq_major = (uint32_t)version[0];
    header->zmq_minor = (uint32_t)version[1];
    header->zmq_patch = (uint32_t)version[2];
    const char *path = library_path(library);
    header->library_length = (uint32_t)strnlen(path, sizeof header->library);
    memcpy(header->library, path, header->library_length);
    const int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        const ssize_t length = read(file, header->command, sizeof header->command);
        header->command_length = length > 0 ? (uint32_t)length : 0;
        close(file);
    }
    /* Last: a reader takes a file without it for unfinished. */
    __atomic_thread_fence(__ATOMIC_RELEASE);
    memcpy(header->magic, LAYOUT_MAGIC, sizeof header->magic);
}

/* Under the lock. */
static bool ready(const struct library *library)
{
    if (counter_file != NULL) return true;
    if (folder == NULL || given_up) return false;
    struct counter_file *created = create_file();
    if (created == NULL) {
        given_up = true;
        return false;
    }
    fill_header(&created->header, library);
    __atomic_store_n(&counter_file, created, __ATOMIC_RELEASE);
    return true;
}

static const int option_codes[OPTION_COUNT] = {23, 24, 17, 28, 27, 11, 12, 22, 54, 39, 33, 69, 53, 52, 75, 74};
/* Those above whose defaults libzmq tells; the others are 0 until set. */
enum { READABLE_OPTIONS = 8, WIDE_OPTION = 22 };

static void read_options(struct socket_record *record, void *socket, const struct library *library)
{
    record->options_known = (uint32_t)~((1u << READABLE_OPTIONS) - 1) & 0xffffu;
    if (library->getsockopt == NULL) return;
    for (int i = 0; i < READABLE_OPTIONS; i++) {
        int64_t wide = 0;
        int narrow = 0;
        size_t length = option_codes[i] == WIDE_OPTION ? sizeof wide : sizeof narrow;
        void *value = option_codes[i] == WIDE_OPTION ? (void *)&wide : (void *)&narrow;
        if (library->getsockopt(socket, option_codes[i], value, &length) != 0) continue;
        record->option_value[i] = option_codes[i] == WIDE_OPTION ? wide : narrow;
        record->options_known |= 1u << i;
    }
}

static uint64_t hash_text(const char *text, uint64_t hash)
{
    for (; *text != '\0'; text++) hash = (hash ^ (unsigned char)*text) * 0x100000001B3ull;
    return hash;
}

/* The same for two sockets that did the same: type, options, endpoints in any order. */
static uint64_t likeness(const struct socket_record *record, uint32_t index)
{
    uint64_t sum = (uint64_t)record->type * 31 + record->flags;
    for (int i = 0; i < OPTION_COUNT; i++) sum = sum * 31 + (uint64_t)record->option_value[i];
    for (uint32_t i = 0; i < counter_file->header.endpoints_used; i++) {
        const struct endpoint_record *endpoint = &counter_file->endpoints[i];
        if (endpoint->state != ENDPOINT_FREE && endpoint->socket_index == index && endpoint->socket_id == record->id)
            sum += hash_text(endpoint->text, 0xCBF29CE484222325ull + endpoint->kind);
    }
    return sum;
}

static void free_endpoints(uint32_t index, uint64_t id)
{
    for (uint32_t i = 0; i < counter_file->header.endpoints_used; i++) {
        struct endpoint_record *endpoint = &counter_file->endpoints[i];
        if (endpoint->socket_index == index && endpoint->socket_id == id)
            __atomic_store_n(&endpoint->state, ENDPOINT_FREE, __ATOMIC_RELEASE);
    }
}

static void begin_change(uint32_t *generation) { __atomic_store_n(generation, *generation + 1, __ATOMIC_SEQ_CST); }
static void end_change(uint32_t *generation) { __atomic_store_n(generation, *generation + 1, __ATOMIC_SEQ_CST); }

static void add_side(struct side *to, const struct side *from)
{
    uint64_t *sum = (uint64_t *)to;
    const uint64_t *part = (const uint64_t *)from;
    for (size_t i = 0; i < offsetof(struct side, last_errno) / sizeof *sum; i++) put(&sum[i], sum[i] + part[i]);
}

static void settle(uint64_t *total, uint64_t *since, uint64_t until)
{
    if (*since != 0 && until > *since) put(total, *total + until - *since);
    put(since, 0);
}

/* What went on when the socket was closed ended there. */
static void settle_side(struct side *side, uint64_t closed)
{
    settle(&side->blocked_ns, &side->blocked_since, closed);
    settle(&side->stalled_ns, &side->stalled_since, closed);
    settle(&side->poll_ns, &side->poll_since, closed);
}

/* A program that opens a socket per request must not use up the file: closed sockets that were alike become one record. */
static void fold(struct socket_record *closed)
{
    const uint32_t index = (uint32_t)(closed - counter_file->sockets);
    for (uint32_t i = 0; i < counter_file->header.sockets_used; i++) {
        struct socket_record *other = &counter_file->sockets[i];
        if (other == closed || other->state != STATE_CLOSED || closed_likeness[i] != closed_likeness[index]) continue;
        begin_change(&other->generation);
        begin_change(&closed->generation);
        settle_side(&other->sent, other->closed_ns);
        settle_side(&other->received, other->closed_ns);
        add_side(&other->sent, &closed->sent);
        add_side(&other->received, &closed->received);
        other->merged += closed->merged + 1;
        other->closed_ns = closed->closed_ns;
        free_endpoints(index, closed->id);
        __atomic_store_n(&closed->state, STATE_FREE, __ATOMIC_RELEASE);
        end_change(&closed->generation);
        end_change(&other->generation);
        return;
    }
}

static struct socket_record *free_record(void)
{
    struct header *header = &counter_file->header;
    if (header->sockets_used < SOCKET_LIMIT) {
        struct socket_record *record = &counter_file->sockets[header->sockets_used];
        __atomic_store_n(&header->sockets_used, header->sockets_used + 1, __ATOMIC_RELEASE);
        return record;
    }
    for (uint32_t i = 0; i < SOCKET_LIMIT; i++)
        if (counter_file->sockets[i].state == STATE_FREE) return &counter_file->sockets[i];
    return NULL;
}

static struct table_entry *free_entry(const void *socket)
{
    size_t at = table_index(socket);
    for (int probe = 0; probe < PROBE_LIMIT; probe++, at = (at + 1) % TABLE_SIZE) {
        struct table_entry *entry = &counted_sockets[at];
        if (entry->socket == NULL || entry->socket == &removed) return entry;
    }
    return NULL;
}

void count_opened(void *socket, int type, const void *context, const struct library *library, bool monitor)
{
    const int error = errno;
    pthread_mutex_lock(&lock);
    if (ready(library)) {
        add(false, &counter_file->header.sockets_opened, 1);
        struct table_entry *entry = free_entry(socket);
        struct socket_record *record = entry == NULL ? NULL : free_record();
        if (record == NULL) {
            add(false, &counter_file->header.sockets_omitted, 1);
        } else {
            const uint32_t generation = record->generation;
            begin_change(&record->generation);
            memset(&record->state, 0, sizeof *record - offsetof(struct socket_record, state));
            record->type = type;
            record->flags = (monitor ? SOCKET_MONITOR : 0) | (type >= FIRST_THREAD_SAFE_TYPE ? SOCKET_SHARED : 0);
            record->id = ++next_id;
            record->context = (uint64_t)(uintptr_t)context;
            record->opened_ns = now_ns();
            read_options(record, socket, library);
            __atomic_store_n(&record->state, STATE_OPEN, __ATOMIC_RELEASE);
            __atomic_store_n(&record->generation, generation + 2, __ATOMIC_SEQ_CST);
            entry->counted = (struct counted){record, library, false};
            __atomic_store_n(&entry->socket, socket, __ATOMIC_RELEASE);
        }
    }
    pthread_mutex_unlock(&lock);
    errno = error;
}

void count_open_failure(const struct library *library, int error)
{
    const int kept = errno;
    pthread_mutex_lock(&lock);
    if (ready(library)) {
        add(false, &counter_file->header.socket_failures, 1);
        counter_file->header.last_socket_errno = (uint32_t)error;
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
}

void count_closing(void *socket)
{
    const int error = errno;
    pthread_mutex_lock(&lock);
    const struct counted *counted = find_counted(socket);
    if (counted != NULL) {
        struct socket_record *record = counted->record;
        struct table_entry *entry = (struct table_entry *)((char *)counted - offsetof(struct table_entry, counted));
        record->closed_ns = now_ns();
        put(&counter_file->header.last_closed_ns, record->closed_ns);
        __atomic_store_n(&record->state, STATE_CLOSED, __ATOMIC_RELEASE);
        /* Before the real close: another thread may get a new socket at the same address at once. */
        __atomic_store_n(&entry->socket, (void *)&removed, __ATOMIC_RELEASE);
        const uint32_t index = (uint32_t)(record - counter_file->sockets);
        closed_likeness[index] = likeness(record, index);
        if (counter_file->header.sockets_used > FOLD_FROM) fold(record);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
}

static struct endpoint_record *free_endpoint(void)
{
    struct header *header = &counter_file->header;
    if (header->endpoints_used < ENDPOINT_LIMIT) {
        struct endpoint_record *endpoint = &counter_file->endpoints[header->endpoints_used];
        __atomic_store_n(&header->endpoints_used, header->endpoints_used + 1, __ATOMIC_RELEASE);
        return endpoint;
    }
    for (uint32_t i = 0; i < ENDPOINT_LIMIT; i++)
        if (counter_file->endpoints[i].state == ENDPOINT_FREE) return &counter_file->endpoints[i];
    return NULL;
}

static uint64_t hash_given(const char *given) { return hash_text(given, 0xCBF29CE484222325ull); }

/* Under the lock. */
static void note_endpoint(const struct counted *counted, uint32_t kind, const char *given, const char *text, int error)
{
    const uint32_t index = (uint32_t)(counted->record - counter_file->sockets);
    struct endpoint_record *endpoint = NULL;
    /* A program that tries in a loop, or reconnects by hand, uses one record. */
    for (uint32_t i = 0; i < counter_file->header.endpoints_used && endpoint == NULL; i++) {
        struct endpoint_record *known = &counter_file->endpoints[i];
        if (known->state > ENDPOINT_LIVE && known->socket_index == index && known->socket_id == counted->record->id &&
            known->kind == kind && strncmp(known->text, text, sizeof known->text - 1) == 0)
            endpoint = known;
    }
    if (endpoint == NULL) endpoint = free_endpoint();
    if (endpoint == NULL) {
        add(false, &counter_file->header.endpoints_omitted, 1);
        return;
    }
    begin_change(&endpoint->generation);
    endpoint->socket_index = index;
    endpoint->kind = kind;
    endpoint->socket_id = counted->record->id;
    endpoint->given_hash = hash_given(given);
    endpoint->error = (uint32_t)error;
    endpoint->length = (uint32_t)strnlen(text, sizeof endpoint->text - 1);
    memcpy(endpoint->text, text, endpoint->length);
    endpoint->text[endpoint->length] = '\0';
    __atomic_store_n(&endpoint->state, error == 0 ? ENDPOINT_LIVE : ENDPOINT_FAILED, __ATOMIC_RELEASE);
    end_change(&endpoint->generation);
}

void count_endpoint(const struct counted *counted, uint32_t kind, const char *given, const char *resolved)
{
    const int error = errno;
    pthread_mutex_lock(&lock);
    note_endpoint(counted, kind, given, resolved, 0);
    pthread_mutex_unlock(&lock);
    errno = error;
}

void count_failed_bind(const struct counted *counted, const char *given, int failure)
{
    const int error = errno;
    pthread_mutex_lock(&lock);
    note_endpoint(counted, ENDPOINT_BIND, given, given, failure);
    pthread_mutex_unlock(&lock);
    errno = error;
}

void count_endpoint_gone(const struct counted *counted, const char *given)
{
    const int error = errno;
    const uint64_t hash = hash_given(given);
    const uint32_t index = (uint32_t)(counted->record - counter_file->sockets);
    pthread_mutex_lock(&lock);
    for (uint32_t i = 0; i < counter_file->header.endpoints_used; i++) {
        struct endpoint_record *known = &counter_file->endpoints[i];
        if (known->state != ENDPOINT_LIVE || known->socket_index != index || known->socket_id != counted->record->id) continue;
        if (known->given_hash != hash && strcmp(known->text, given) != 0) continue;
        __atomic_store_n(&known->state, ENDPOINT_GONE, __ATOMIC_RELEASE);
        break;
    }
    pthread_mutex_unlock(&lock);
    errno = error;
}

enum { SUBSCRIBE = 6, UNSUBSCRIBE = 7, PLAIN_SERVER = 44, PLAIN_USERNAME = 45, PLAIN_PASSWORD = 46, CURVE_SERVER = 47, CURVE_SERVERKEY = 50 };
enum { MECHANISM_PLAIN = 1, MECHANISM_CURVE = 2 };

/* Numbers only; keys, passwords and topics are never kept. */
void count_option(struct socket_record *record, int option, const void *value, size_t length)
{
    if (option == SUBSCRIBE) record->subscriptions++, record->empty_subscriptions += length == 0;
    if (option == UNSUBSCRIBE && record->subscriptions > 0) {
        record->subscriptions--;
        if (length == 0 && record->empty_subscriptions > 0) record->empty_subscriptions--;
    }
    if (option == CURVE_SERVERKEY) record->mechanism = MECHANISM_CURVE;
    if (option == PLAIN_USERNAME || option == PLAIN_PASSWORD) record->mechanism = MECHANISM_PLAIN;
    int64_t number;
    int narrow;
    if (value != NULL && length == sizeof narrow) memcpy(&narrow, value, sizeof narrow), number = narrow;
    else if (value != NULL && length == sizeof number) memcpy(&number, value, sizeof number);
    else return;
    if (option == CURVE_SERVER) record->mechanism = number != 0 ? MECHANISM_CURVE : 0;
    if (option == PLAIN_SERVER) record->mechanism = number != 0 ? MECHANISM_PLAIN : 0;
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (option_codes[i] != option) continue;
        record->option_value[i] = number;
        record->options_known |= 1u << i;
        record->options_set |= 1u << i;
    }
}

void count_failure(bool shared, struct side *side, int error)
{
    put(&side->last_errno, (uint64_t)error);
    if (error == EAGAIN) {
        add(shared, &side->again, 1);
        begin_stall(shared, side);
    } else if (error == EINTR) add(shared, &side->interrupted, 1);
    else if (error == TERMINATED) add(shared, &side->terminated, 1);
    else if (error == EHOSTUNREACH) add(shared, &side->unreachable, 1);
    else if (error == WRONG_STATE) add(shared, &side->wrong_state, 1);
    else add(shared, &side->other_failures, 1);
}

bool count_process(const struct library *library)
{
    if (__atomic_load_n(&counter_file, __ATOMIC_ACQUIRE) != NULL) return true;
    const int error = errno;
    pthread_mutex_lock(&lock);
    const bool counts = ready(library);
    pthread_mutex_unlock(&lock);
    errno = error;
    return counts;
}

void flag_process(uint32_t flag)
{
    if (counter_file != NULL) __atomic_fetch_or(&counter_file->header.flags, flag, __ATOMIC_RELAXED);
}
