/* The calls that open, name, set, wait for and close sockets. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"
#include "counters.h"

enum { LAST_ENDPOINT = 32, EVENTS = 15, POLLIN = 1, POLLOUT = 2 };
/* ZMQ_PAIR, ZMQ_PUB... as in zmq.h. */
enum { PAIR = 0, DEALER = 5, PUSH = 8 };

static __thread bool opening_monitor;

static const struct library *library_for(const struct counted *counted, struct origin origin)
{
    return counted != NULL ? counted->library : library_from(origin);
}

COUNTED(void *, socket, (void *context, int type), (context, type))
{
    const struct library *library = library_from(origin);
    if (library->socket == NULL) {
        errno = ENOSYS;
        return NULL;
    }
    void *socket = library->socket(context, type);
    if (socket != NULL) count_opened(socket, type, context, library, opening_monitor);
    else count_open_failure(library, errno);
    return socket;
}

COUNTED(int, close, (void *socket), (socket))
{
    const struct counted *counted = find_counted(socket);
    const struct library *library = library_for(counted, origin);
    if (counted != NULL) count_closing(socket);
    return CALL_OR_FAIL(library, close, socket);
}

static int end_context(const struct library *library, void *context)
{
    struct header *header = counter_file == NULL ? NULL : &counter_file->header;
    const uint64_t since = now_ns();
    if (header != NULL) put(&header->context_term_since, since);
    const int result = CALL_OR_FAIL(library, ctx_term, context);
    if (header != NULL) {
        const uint64_t now = now_ns(), closed = get(&header->last_closed_ns);
        put(&header->context_term_since, 0);
        __atomic_fetch_add(&header->context_term_ns, now - since, __ATOMIC_RELAXED);
        __atomic_fetch_add(&header->context_linger_ns, now - (closed > since ? closed : since), __ATOMIC_RELAXED);
        if (result == 0) __atomic_fetch_add(&header->context_terms, 1, __ATOMIC_RELAXED);
    }
    return result;
}

COUNTED(int, ctx_term, (void *context), (context)) { return end_context(library_from(origin), context); }
/* Older names of the same call. */
COUNTED(int, ctx_destroy, (void *context), (context)) { return end_context(library_from(origin), context); }
COUNTED(int, term, (void *context), (context)) { return end_context(library_from(origin), context); }

/* A relative path means another socket in every folder: it is noted as an absolute one. */
static const char *placed(const char *endpoint, char *into, size_t size)
{
    if (strncmp(endpoint, "ipc://", 6) != 0 || strchr("/@*", endpoint[6]) != NULL) return endpoint;
    char folder[512];
    if (getcwd(folder, sizeof folder) == NULL) return endpoint;
    const char *path = endpoint + 6;
    while (path[0] == '.' && path[1] == '/') path += 2;
    const int length = snprintf(into, size, "ipc://%s/%s", folder, path);
    return length > 0 && (size_t)length < size ? into : endpoint;
}

static void note_named(const struct counted *counted, void *socket, uint32_t kind, const char *given)
{
    const int error = errno;
    char resolved[512], absolute[1024];
    size_t length = sizeof resolved;
    const bool known = counted->library->getsockopt != NULL &&
                       counted->library->getsockopt(socket, LAST_ENDPOINT, resolved, &length) == 0 && length > 1;
    count_endpoint(counted, kind, given, placed(known ? resolved : given, absolute, sizeof absolute));
    errno = error;
}

COUNTED(int, bind, (void *socket, const char *endpoint), (socket, endpoint))
{
    const struct counted *counted = find_counted(socket);
    const struct library *library = library_for(counted, origin);
    const int result = CALL_OR_FAIL(library, bind, socket, endpoint);
    if (counted != NULL && endpoint != NULL) {
        if (result == 0) note_named(counted, socket, ENDPOINT_BIND, endpoint);
        else count_failed_bind(counted, endpoint, errno);
    }
    return result;
}

COUNTED(int, connect, (void *socket, const char *endpoint), (socket, endpoint))
{
    const struct counted *counted = find_counted(socket);
    const struct library *library = library_for(counted, origin);
    const int result = CALL_OR_FAIL(library, connect, socket, endpoint);
    if (counted != NULL && endpoint != NULL && result == 0) note_named(counted, socket, ENDPOINT_CONNECT, endpoint);
    return result;
}

COUNTED(int, unbind, (void *socket, const char *endpoint), (socket, endpoint))
{
    const struct counted *counted = find_counted(socket);
    const struct library *library = library_for(counted, origin);
    const int result = CALL_OR_FAIL(library, unbind, socket, endpoint);
    if (counted != NULL && endpoint != NULL && result == 0) count_endpoint_gone(counted, endpoint);
    return result;
}

COUNTED(int, disconnect, (void *socket, const char *endpoint), (socket, endpoint))
{
    const struct counted *counted = find_counted(socket);
    const struct library *library = library_for(counted, origin);
    const int result = CALL_OR_FAIL(library, disconnect, socket, endpoint);
    if (counted != NULL && endpoint != NULL && result == 0) count_endpoint_gone(counted, endpoint);
    return result;
}

COUNTED(int, setsockopt, (void *socket, int option, const void *value, size_t length), (socket, option, value, length))
{
    const struct counted *counted = find_counted(socket);
    const struct library *library = library_for(counted, origin);
    const int result = CALL_OR_FAIL(library, setsockopt, socket, option, value, length);
    if (counted != NULL && result == 0) count_option(counted->record, option, value, length);
    return result;
}

/* Programs with an event loop (zeromq.js, asyncio) ask for ZMQ_EVENTS and only then call: this is where they learn that they must wait. */
static void note_events(struct socket_record *record, int events)
{
    const bool shared = is_shared(record);
    if (events & POLLIN) end_stall(shared, &record->received);
    else begin_stall(shared, &record->received);
    if (events & POLLOUT) end_stall(shared, &record->sent);
    else if (record->type == PUSH || record->type == DEALER || record->type == PAIR) begin_stall(shared, &record->sent);
}

COUNTED(int, getsockopt, (void *socket, int option, void *value, size_t *length), (socket, option, value, length))
{
    const struct counted *counted = find_counted(socket);
    const struct library *library = library_for(counted, origin);
    const int result = CALL_OR_FAIL(library, getsockopt, socket, option, value, length);
    if (option == EVENTS && counted != NULL && result == 0 && *length == sizeof(int)) note_events(counted->record, *(int *)value);
    return result;
}

static void begin_poll(const struct poll_item *items, int count, uint64_t since)
{
    for (int i = 0; i < count; i++) {
        const struct counted *counted = find_counted(items[i].socket);
        if (counted == NULL) continue;
        if (items[i].events & POLLIN) put(&counted->record->received.poll_since, since);
        if (items[i].events & POLLOUT) put(&counted->record->sent.poll_since, since);
    }
}

static void end_poll(const struct poll_item *items, int count, uint64_t waited)
{
    for (int i = 0; i < count; i++) {
        const struct counted *counted = find_counted(items[i].socket);
        if (counted == NULL) continue;
        struct socket_record *record = counted->record;
        const bool shared = is_shared(record);
        if (items[i].events & POLLIN) put(&record->received.poll_since, 0), add(shared, &record->received.poll_ns, waited);
        if (items[i].events & POLLOUT) put(&record->sent.poll_since, 0), add(shared, &record->sent.poll_ns, waited);
    }
}

COUNTED(int, poll, (struct poll_item *items, int count, long timeout), (items, count, timeout))
{
    const struct counted *counted = NULL;
    for (int i = 0; i < count && items != NULL && counted == NULL; i++) counted = find_counted(items[i].socket);
    const struct library *library = library_for(counted, origin);
    if (counted == NULL || timeout == 0) return CALL_OR_FAIL(library, poll, items, count, timeout);
    const uint64_t since = now_ns();
    begin_poll(items, count, since);
    const int result = CALL_OR_FAIL(library, poll, items, count, timeout);
    const int error = errno;
    end_poll(items, count, now_ns() - since);
    errno = error;
    return result;
}

COUNTED(int, poller_wait, (void *poller, void *event, long timeout), (poller, event, timeout))
{
    const struct library *library = library_from(origin);
    flag_process(PROCESS_USES_POLLER);
    return CALL_OR_FAIL(library, poller_wait, poller, event, timeout);
}

COUNTED(int, poller_wait_all, (void *poller, void *events, int count, long timeout), (poller, events, count, timeout))
{
    const struct library *library = library_from(origin);
    flag_process(PROCESS_USES_POLLER);
    return CALL_OR_FAIL(library, poller_wait_all, poller, events, count, timeout);
}

/* A proxy moves messages inside libzmq, where no call is to be seen. */
static void note_proxied(void *socket)
{
    const struct counted *counted = find_counted(socket);
    if (counted != NULL) __atomic_fetch_or(&counted->record->flags, SOCKET_PROXIED, __ATOMIC_RELAXED);
    flag_process(PROCESS_USES_PROXY);
}

COUNTED(int, proxy, (void *frontend, void *backend, void *capture), (frontend, backend, capture))
{
    const struct library *library = library_for(find_counted(frontend), origin);
    note_proxied(frontend);
    note_proxied(backend);
    return CALL_OR_FAIL(library, proxy, frontend, backend, capture);
}

COUNTED(int, proxy_steerable, (void *frontend, void *backend, void *capture, void *control), (frontend, backend, capture, control))
{
    const struct library *library = library_for(find_counted(frontend), origin);
    note_proxied(frontend);
    note_proxied(backend);
    return CALL_OR_FAIL(library, proxy_steerable, frontend, backend, capture, control);
}

COUNTED(int, device, (int type, void *frontend, void *backend), (type, frontend, backend))
{
    const struct library *library = library_for(find_counted(frontend), origin);
    note_proxied(frontend);
    note_proxied(backend);
    return CALL_OR_FAIL(library, device, type, frontend, backend);
}

/* libzmq opens a PAIR of its own for its events, through the same functions. */
COUNTED(int, socket_monitor, (void *socket, const char *endpoint, int events), (socket, endpoint, events))
{
    const struct library *library = library_for(find_counted(socket), origin);
    opening_monitor = true;
    const int result = CALL_OR_FAIL(library, socket_monitor, socket, endpoint, events);
    opening_monitor = false;
    return result;
}

COUNTED(int, socket_monitor_versioned, (void *socket, const char *endpoint, uint64_t events, int version, int type), (socket, endpoint, events, version, type))
{
    const struct library *library = library_for(find_counted(socket), origin);
    opening_monitor = true;
    const int result = CALL_OR_FAIL(library, socket_monitor_versioned, socket, endpoint, events, version, type);
    opening_monitor = false;
    return result;
}
