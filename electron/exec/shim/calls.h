/*
 * How a counted call is written: COUNTED(int, close, (void *socket), (socket)) { ... } defines the body, the function that the dynamic linker finds
 * before libzmq's, and one function per libzmq for programs that look it up by name: libffi and compiled code at run time call from addresses that
 * belong to no file, so there the library must be part of the address that is handed out.
 */
#ifndef HIGHWATER_CALLS_H
#define HIGHWATER_CALLS_H

#include "library.h"

/* Where a call comes from: an address in the calling file, or the library whose function was looked up. */
struct origin {
    const void *caller;
    const struct library *library;
};

static inline const struct library *library_from(struct origin origin)
{
    return origin.library != NULL ? origin.library : library_of_caller(origin.caller);
}

#define CALL_OR_FAIL(library, name, ...) \
    (__builtin_expect((library)->name != NULL, 1) ? (library)->name(__VA_ARGS__) : (errno = ENOSYS, -1))

/* Of the first so many libzmqs of a process; what is looked up in a further one is not counted. */
enum { NAMED_LIMIT = 4 };

#define BARE(...) __VA_ARGS__
#define NAMED(at, result, name, parameters, arguments) \
    static result name##_of_##at parameters { return counted_##name((struct origin){NULL, &libraries[at]}, BARE arguments); }

#define COUNTED(result, name, parameters, arguments) \
    static result counted_##name(struct origin origin, BARE parameters); \
    EXPORTED result zmq_##name parameters \
    { \
        return counted_##name((struct origin){__builtin_return_address(0), NULL}, BARE arguments); \
    } \
    NAMED(0, result, name, parameters, arguments) \
    NAMED(1, result, name, parameters, arguments) \
    NAMED(2, result, name, parameters, arguments) \
    NAMED(3, result, name, parameters, arguments) \
    void *const named_##name[NAMED_LIMIT] = {(void *)name##_of_0, (void *)name##_of_1, (void *)name##_of_2, (void *)name##_of_3}; \
    static result counted_##name(struct origin origin, BARE parameters)

#define COUNTED_CALLS(CALL) \
    CALL(socket) CALL(close) CALL(ctx_term) CALL(ctx_destroy) CALL(term) CALL(bind) CALL(connect) CALL(unbind) CALL(disconnect) \
    CALL(setsockopt) CALL(getsockopt) CALL(poll) CALL(poller_wait) CALL(poller_wait_all) CALL(proxy) CALL(proxy_steerable) CALL(device) \
    CALL(socket_monitor) CALL(socket_monitor_versioned) CALL(send) CALL(send_const) CALL(sendmsg) CALL(sendiov) CALL(msg_send) CALL(recv) \
    CALL(recvmsg) CALL(recviov) CALL(msg_recv)

#define AS_EXTERN(name) extern void *const named_##name[NAMED_LIMIT];
COUNTED_CALLS(AS_EXTERN)
#undef AS_EXTERN

#endif
