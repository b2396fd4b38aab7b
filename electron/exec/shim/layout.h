/*
 * The counter file of one process, as the shim writes it and as shared/exec/counter-layout.ts reads it. Fixed offsets, little endian on every
 * machine that the shim is built for; a change of anything here needs a new LAYOUT_VERSION there and here.
 */
#ifndef HIGHWATER_LAYOUT_H
#define HIGHWATER_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#define LAYOUT_MAGIC "HWEXEC1"
#define LAYOUT_VERSION 1u
#define SOCKET_LIMIT 512u
#define ENDPOINT_LIMIT 2048u
#define OPTION_COUNT 16

enum { STATE_FREE = 0, STATE_OPEN = 1, STATE_CLOSED = 2 };
enum { SOCKET_MONITOR = 1, SOCKET_PROXIED = 2, SOCKET_SHARED = 4 };
enum { ENDPOINT_FREE = 0, ENDPOINT_LIVE = 1, ENDPOINT_GONE = 2, ENDPOINT_FAILED = 3 };
enum { ENDPOINT_BIND = 1, ENDPOINT_CONNECT = 2 };
enum { PROCESS_USES_POLLER = 1, PROCESS_USES_PROXY = 2 };

struct header {
    char magic[8];
    uint32_t version, header_bytes, socket_bytes, socket_limit, endpoint_bytes, endpoint_limit;
    uint32_t pid, parent_pid;
    /* All times are CLOCK_MONOTONIC in nanoseconds; 0 means: not (yet). */
    uint64_t started_ns, ended_ns;
    uint32_t sockets_used, endpoints_used;
    uint64_t sockets_opened, sockets_omitted, socket_failures;
    uint32_t last_socket_errno, flags;
    uint64_t context_terms, context_term_ns, context_term_since, endpoints_omitted;
    uint32_t zmq_major, zmq_minor, zmq_patch, libraries;
    uint64_t uncounted_sends, uncounted_receives;
    uint32_t command_length, library_length;
    char command[512];
    char library[320];
    /* Of context_term_ns, what passed after the last socket was closed: that wait is for messages that nobody took yet. */
    uint64_t context_linger_ns, last_closed_ns;
    char spare[8];
};

/* One direction of one socket. */
struct side {
    uint64_t messages, frames, bytes;
    /* Calls that failed, by what the program was told. */
    uint64_t again, interrupted, terminated, unreachable, wrong_state, other_failures;
    /* Calls that had to wait inside libzmq, and for how long; `since` while one does. */
    uint64_t waits, blocked_ns, blocked_since;
    /* From a refusal (EAGAIN, or ZMQ_EVENTS without the direction) to the next success or wait. */
    uint64_t stalls, stalled_ns, stalled_since;
    /* Inside zmq_poll that asked for this direction. */
    uint64_t poll_ns, poll_since;
    uint64_t last_errno;
};

struct socket_record {
    /* Odd while the record changes hands. */
    uint32_t generation;
    uint32_t state;
    int32_t type;
    uint32_t flags;
    uint64_t id, context, opened_ns, closed_ns;
    /* Closed sockets of the same kind that were folded into this record to make room. */
    uint32_t merged;
    uint32_t mechanism;
    uint32_t subscriptions, empty_subscriptions;
    struct side sent, received;
    /* Bit masks over option_value: known at all, and set by the program. */
    uint32_t options_known, options_set;
    int64_t option_value[OPTION_COUNT];
    char spare[24];
};

struct endpoint_record {
    uint32_t generation;
    uint32_t state;
    uint32_t socket_index, kind;
    uint64_t socket_id, given_hash;
    uint32_t error, length;
    char text[280];
};

struct counter_file {
    struct header header;
    struct socket_record sockets[SOCKET_LIMIT];
    struct endpoint_record endpoints[ENDPOINT_LIMIT];
};

_Static_assert(sizeof(struct header) == 1024, "header");
_Static_assert(offsetof(struct header, pid) == 32 && offsetof(struct header, sockets_used) == 56, "header");
_Static_assert(offsetof(struct header, zmq_major) == 128 && offsetof(struct header, command) == 168, "header");
_Static_assert(offsetof(struct header, context_linger_ns) == 1000, "header");
_Static_assert(sizeof(struct side) == 144, "side");
_Static_assert(sizeof(struct socket_record) == 512, "socket record");
_Static_assert(offsetof(struct socket_record, sent) == 64 && offsetof(struct socket_record, options_known) == 352, "socket record");
_Static_assert(sizeof(struct endpoint_record) == 320 && offsetof(struct endpoint_record, text) == 40, "endpoint record");

#endif
