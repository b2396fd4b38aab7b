/* The calls that move messages. Each tries first without waiting, so that the clock is read only where the program really waits. */
#define _GNU_SOURCE
#include "calls.h"
#include "counters.h"

enum { DONTWAIT = 1, SNDMORE = 2, RCVMORE = 13 };
/* As in zmq.h. */
enum { PAIR = 0 };

static inline bool must_wait(int result, int flags)
{
    return __builtin_expect(result < 0, 0) && errno == EAGAIN && (flags & DONTWAIT) == 0;
}

static inline int sent(struct counted *counted, int result, int flags)
{
    struct side *side = &counted->record->sent;
    const bool shared = is_shared(counted->record);
    if (__builtin_expect(result < 0, 0)) {
        const int error = errno;
        if (error == EAGAIN) counted->within_message = false;
        count_failure(shared, side, error);
        errno = error;
        return result;
    }
    end_stall(shared, side);
    add(shared, &side->frames, 1);
    add(shared, &side->bytes, (uint64_t)result);
    if ((flags & SNDMORE) == 0) add(shared, &side->messages, 1);
    counted->within_message = (flags & SNDMORE) != 0 && counted->record->type != PAIR;
    return result;
}

static inline int received(const struct counted *counted, int result, bool more)
{
    struct side *side = &counted->record->received;
    const bool shared = is_shared(counted->record);
    if (__builtin_expect(result < 0, 0)) {
        const int error = errno;
        count_failure(shared, side, error);
        errno = error;
        return result;
    }
    end_stall(shared, side);
    add(shared, &side->frames, 1);
    add(shared, &side->bytes, (uint64_t)result);
    if (!more) add(shared, &side->messages, 1);
    return result;
}

/* On a socket that has no record: a process that only uses what it inherited says so, too. */
static int uncounted(const struct library *library, int result, uint64_t offset)
{
    if (result >= 0 && count_process(library))
        __atomic_fetch_add((uint64_t *)((char *)&counter_file->header + offset), 1, __ATOMIC_RELAXED);
    return result;
}

#define UNCOUNTED(direction, call) uncounted(library, call, offsetof(struct header, uncounted_##direction))

/*
 * The attempt, and when it would have had to wait, the call as the program made it. Within a message there is no attempt: where its receiver has gone,
 * libzmq drops the rest of it for a call that may wait, and never waits, but ends the message for one that may not; what came next would be sent alone.
 */
#define SEND(name, ...) \
    struct counted *counted = find_counted(socket); \
    if (counted == NULL) { \
        const struct library *library = library_from(origin); \
        return UNCOUNTED(sends, CALL_OR_FAIL(library, name, __VA_ARGS__, flags)); \
    } \
    const bool within = counted->within_message; \
    int result = CALL_OR_FAIL(counted->library, name, __VA_ARGS__, within ? flags : flags | DONTWAIT); \
    if (!within && must_wait(result, flags)) { \
        const bool shared = is_shared(counted->record); \
        begin_wait(shared, &counted->record->sent); \
        result = CALL_OR_FAIL(counted->library, name, __VA_ARGS__, flags); \
        end_wait(shared, &counted->record->sent); \
    } \
    return sent(counted, result, flags)

COUNTED(int, send, (void *socket, const void *data, size_t length, int flags), (socket, data, length, flags))
{
    SEND(send, socket, data, length);
}

COUNTED(int, send_const, (void *socket, const void *data, size_t length, int flags), (socket, data, length, flags))
{
    SEND(send_const, socket, data, length);
}

COUNTED(int, msg_send, (void *message, void *socket, int flags), (message, socket, flags)) { SEND(msg_send, message, socket); }
/* The old name of the same call; libzmq's own may come back to us through zmq_msg_send, and would count twice. */
COUNTED(int, sendmsg, (void *socket, void *message, int flags), (socket, message, flags)) { SEND(msg_send, message, socket); }

/* One call of libzmq's for several parts, of which one that fails does not tell how many it sent: so it is made part by part, as libzmq makes it. */
COUNTED(int, sendiov, (void *socket, struct iovec *parts, size_t count, int flags), (socket, parts, count, flags))
{
    const struct counted *counted = find_counted(socket);
    if (counted == NULL || parts == NULL || count == 0) {
        const struct library *library = counted == NULL ? library_from(origin) : counted->library;
        return UNCOUNTED(sends, CALL_OR_FAIL(library, sendiov, socket, parts, count, flags));
    }
    int result = 0;
    for (size_t i = 0; i < count && result >= 0; i++)
        result = counted_send(origin, socket, parts[i].iov_base, parts[i].iov_len, i < count - 1 ? flags : flags & ~SNDMORE);
    return result;
}

#define RECEIVE(name, ...) \
    int result = CALL_OR_FAIL(counted->library, name, __VA_ARGS__, flags | DONTWAIT); \
    if (must_wait(result, flags)) { \
        const bool shared = is_shared(counted->record); \
        begin_wait(shared, &counted->record->received); \
        result = CALL_OR_FAIL(counted->library, name, __VA_ARGS__, flags); \
        end_wait(shared, &counted->record->received); \
    }

static bool more_follows(const struct counted *counted, void *socket)
{
    int more = 0;
    size_t length = sizeof more;
    const int error = errno;
    if (counted->library->getsockopt == NULL || counted->library->getsockopt(socket, RCVMORE, &more, &length) != 0) more = 0;
    errno = error;
    return more != 0;
}

COUNTED(int, recv, (void *socket, void *buffer, size_t length, int flags), (socket, buffer, length, flags))
{
    const struct counted *counted = find_counted(socket);
    if (counted == NULL) {
        const struct library *library = library_from(origin);
        return UNCOUNTED(receives, CALL_OR_FAIL(library, recv, socket, buffer, length, flags));
    }
    RECEIVE(recv, socket, buffer, length)
    return received(counted, result, result >= 0 && more_follows(counted, socket));
}

static inline int receive_message(const struct counted *counted, void *message, void *socket, int flags)
{
    RECEIVE(msg_recv, message, socket)
    return received(counted, result, result >= 0 && counted->library->msg_more(message) != 0);
}

COUNTED(int, msg_recv, (void *message, void *socket, int flags), (message, socket, flags))
{
    const struct counted *counted = find_counted(socket);
    if (counted != NULL) return receive_message(counted, message, socket, flags);
    const struct library *library = library_from(origin);
    return UNCOUNTED(receives, CALL_OR_FAIL(library, msg_recv, message, socket, flags));
}

COUNTED(int, recvmsg, (void *socket, void *message, int flags), (socket, message, flags))
{
    const struct counted *counted = find_counted(socket);
    if (counted != NULL) return receive_message(counted, message, socket, flags);
    const struct library *library = library_from(origin);
    return UNCOUNTED(receives, CALL_OR_FAIL(library, msg_recv, message, socket, flags));
}

COUNTED(int, recviov, (void *socket, struct iovec *parts, size_t *count, int flags), (socket, parts, count, flags))
{
    const struct counted *counted = find_counted(socket);
    const size_t room = count == NULL ? 0 : *count;
    if (counted == NULL || parts == NULL || room == 0) {
        const struct library *library = counted == NULL ? library_from(origin) : counted->library;
        return UNCOUNTED(receives, CALL_OR_FAIL(library, recviov, socket, parts, count, flags));
    }
    int result = CALL_OR_FAIL(counted->library, recviov, socket, parts, count, flags | DONTWAIT);
    if (must_wait(result, flags) && *count == 0) {
        const bool shared = is_shared(counted->record);
        begin_wait(shared, &counted->record->received);
        *count = room;
        result = CALL_OR_FAIL(counted->library, recviov, socket, parts, count, flags);
        end_wait(shared, &counted->record->received);
    }
    const int error = errno;
    const size_t taken = result < 0 && *count == room ? 0 : *count;
    for (size_t i = 0; i < taken; i++) received(counted, (int)parts[i].iov_len, i + 1 < taken || more_follows(counted, socket));
    errno = error;
    if (result < 0) received(counted, result, false);
    return result;
}
