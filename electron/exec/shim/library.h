/* The real functions of the libzmq that a caller is linked to. One process can hold several libzmqs. */
#ifndef HIGHWATER_LIBRARY_H
#define HIGHWATER_LIBRARY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#define EXPORTED __attribute__((visibility("default")))

/* zmq.h is not needed to build the shim; the names and values are libzmq's stable ABI. */
struct poll_item {
    void *socket;
    int fd;
    short events, revents;
};

#define ZMQ_CALLS(CALL) \
    CALL(socket, void *, (void *, int)) \
    CALL(close, int, (void *)) \
    CALL(ctx_term, int, (void *)) \
    CALL(send, int, (void *, const void *, size_t, int)) \
    CALL(send_const, int, (void *, const void *, size_t, int)) \
    CALL(recv, int, (void *, void *, size_t, int)) \
    CALL(msg_send, int, (void *, void *, int)) \
    CALL(msg_recv, int, (void *, void *, int)) \
    CALL(sendiov, int, (void *, struct iovec *, size_t, int)) \
    CALL(recviov, int, (void *, struct iovec *, size_t *, int)) \
    CALL(msg_more, int, (const void *)) \
    CALL(bind, int, (void *, const char *)) \
    CALL(connect, int, (void *, const char *)) \
    CALL(unbind, int, (void *, const char *)) \
    CALL(disconnect, int, (void *, const char *)) \
    CALL(setsockopt, int, (void *, int, const void *, size_t)) \
    CALL(getsockopt, int, (void *, int, void *, size_t *)) \
    CALL(poll, int, (struct poll_item *, int, long)) \
    CALL(poller_wait, int, (void *, void *, long)) \
    CALL(poller_wait_all, int, (void *, void *, int, long)) \
    CALL(proxy, int, (void *, void *, void *)) \
    CALL(proxy_steerable, int, (void *, void *, void *, void *)) \
    CALL(device, int, (int, void *, void *)) \
    CALL(socket_monitor, int, (void *, const char *, int)) \
    CALL(socket_monitor_versioned, int, (void *, const char *, uint64_t, int, int)) \
    CALL(version, void, (int *, int *, int *))

struct library {
#define AS_MEMBER(name, result, parameters) result(*name) parameters;
    ZMQ_CALLS(AS_MEMBER)
#undef AS_MEMBER
};

enum { LIBRARY_LIMIT = 8 };
extern struct library libraries[LIBRARY_LIMIT];

/* Never null; where no libzmq is found at all, its functions are null (see CALL_OR_FAIL). Takes a lock only for new callers. */
const struct library *library_of_caller(const void *return_address);

/* The libzmq that a function was found in by its name; NULL where that is none, or one too many. */
const struct library *library_that_holds(const void *function);

/* The file that holds this library, for the report. */
const char *library_path(const struct library *library);

void library_lock_for_fork(void);
void library_unlock_after_fork(void);
void library_reset_lock_in_child(void);

#endif
