/* The half of the actor that moves messages: every kind of call, each noted by what it returned. */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void count_result(struct way *way, int result, int more)
{
    if (result >= 0) {
        way->frames++;
        way->bytes += (uint64_t)result;
        if (!more) way->messages++;
    } else if (errno == EAGAIN) way->again++;
    else if (errno == EINTR) way->interrupted++;
    else if (errno == 156384765) way->terminated++;
    else if (errno == EHOSTUNREACH) way->unreachable++;
    else if (errno == 156384763) way->wrong_state++;
    else way->other++;
}

static char filler[1 << 20];

static int send_part(struct slot *slot, const char *how, const void *data, size_t size, int flags)
{
    message part;
    int result;
    if (how[0] == 's') result = zmq_send(slot->socket, data, size, flags);
    else if (how[0] == 'c') result = zmq_send_const(slot->socket, size == 0 ? "" : data, size, flags);
    else {
        zmq_msg_init_size(&part, size);
        memcpy(zmq_msg_data(&part), data, size);
        result = how[0] == 'm' ? zmq_msg_send(&part, slot->socket, flags) : zmq_sendmsg(slot->socket, &part, flags);
        const int error = errno;
        if (result < 0) zmq_msg_close(&part);
        errno = error;
    }
    const int error = errno;
    count_result(&slot->entry->sent, result, flags & SNDMORE);
    errno = error;
    return result;
}

/* All parts in one call, which gives the last one's size. */
static int send_vectors(struct slot *slot, const char *to, size_t size, int parts, int flags)
{
    struct iovec vectors[8];
    int count = 0;
    if (to[0] != '-') vectors[count++] = (struct iovec){(void *)to, strlen(to)};
    while (parts-- > 0) vectors[count++] = (struct iovec){filler, size};
    int result;
    do result = zmq_sendiov(slot->socket, vectors, (size_t)count, flags | SNDMORE);
    while (result < 0 && (count_result(&slot->entry->sent, result, 0), errno == EINTR));
    for (int i = 0; i < count && result >= 0; i++) count_result(&slot->entry->sent, (int)vectors[i].iov_len, i < count - 1);
    return result;
}

/* Tries again after a signal, as programs do; anything else ends the message. */
static int send_whole(struct slot *slot, const char *how, const char *to, size_t size, int parts, int flags)
{
    if (how[0] == 'i') return send_vectors(slot, to, size, parts, flags);
    if (to[0] != '-')
        while (send_part(slot, how, to, strlen(to), flags | SNDMORE) < 0)
            if (errno != EINTR) return -1;
    for (int part = 0; part < parts; part++)
        while (send_part(slot, how, filler, size, flags | (part < parts - 1 ? SNDMORE : 0)) < 0)
            if (errno != EINTR) return -1;
    return 0;
}

/* send SLOT COUNT SIZE PARTS HOW FLAGS PACE_US TO: what is refused is left; any other failure ends it. */
static void send_many(char **word)
{
    struct slot *slot = &slots[atoi(word[1])];
    const int count = atoi(word[2]), pace = atoi(word[7]);
    for (int i = 0; i < count; i++) {
        if (send_whole(slot, word[5], word[8], (size_t)atol(word[3]), atoi(word[4]), atoi(word[6])) < 0 && errno != EAGAIN) return;
        if (pace > 0) usleep((useconds_t)pace);
    }
}

static int receive_part(struct slot *slot, const char *how, message *part, int flags, int *more)
{
    static __thread char buffer[256];
    int result;
    *more = 0;
    if (how[0] == 'i') {
        struct iovec vector = {NULL, 0};
        size_t count = 1;
        result = zmq_recviov(slot->socket, &vector, &count, flags);
        if (result >= 0) result = (int)vector.iov_len;
        const int error = errno;
        free(vector.iov_base);
        errno = error;
    } else if (how[0] == 'r') result = zmq_recv(slot->socket, buffer, sizeof buffer, flags);
    else result = how[0] == 'm' ? zmq_msg_recv(part, slot->socket, flags) : zmq_recvmsg(slot->socket, part, flags);
    const int error = errno;
    size_t length = sizeof *more;
    if (result >= 0) zmq_getsockopt(slot->socket, RCVMORE, more, &length);
    errno = error;
    count_result(&slot->entry->received, result, *more);
    errno = error;
    return result;
}

static int receive_whole(struct slot *slot, const char *how, message *part, int flags)
{
    for (int more = 1; more;) {
        if (receive_part(slot, how, part, flags, &more) >= 0) continue;
        if (errno != EINTR) return -1;
        more = 1;
    }
    return 0;
}

/* recv SLOT COUNT HOW FLAGS SERVICE_US: until so many came or one call failed. */
static void receive_many(char **word)
{
    struct slot *slot = &slots[atoi(word[1])];
    const int count = atoi(word[2]), service = atoi(word[5]);
    message part;
    zmq_msg_init(&part);
    for (int i = 0; i < count; i++) {
        if (receive_whole(slot, word[3], &part, atoi(word[4])) < 0) break;
        if (service > 0) usleep((useconds_t)service);
    }
    zmq_msg_close(&part);
}

/* echo IN OUT COUNT: passes each part on as it comes, whatever the types are; IN and OUT may be one. */
static void pass_on(char **word)
{
    struct slot *in = &slots[atoi(word[1])], *out = &slots[atoi(word[2])];
    message part;
    zmq_msg_init(&part);
    for (int i = 0, more = 0; i < atoi(word[3]); i += !more) {
        int result;
        do result = receive_part(in, "m", &part, 0, &more);
        while (result < 0 && errno == EINTR);
        if (result < 0) break;
        do result = zmq_msg_send(&part, out->socket, more ? SNDMORE : 0), count_result(&out->entry->sent, result, more);
        while (result < 0 && errno == EINTR);
        if (result < 0) break;
    }
    zmq_msg_close(&part);
}

/* poll COUNT TIMEOUT SLOT...: receives what comes at any of them, without waiting in the call. */
static void poll_many(char **word, int words)
{
    struct item items[WORDS] = {{0}};
    const int sockets = words - 3;
    int left = atoi(word[1]);
    for (int i = 0; i < sockets; i++) items[i] = (struct item){slots[atoi(word[3 + i])].socket, 0, 1, 0};
    message part;
    zmq_msg_init(&part);
    while (left > 0) {
        const int ready = zmq_poll(items, sockets, atol(word[2]));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) break;
        for (int i = 0; i < sockets; i++) {
            if ((items[i].revents & 1) == 0) continue;
            while (receive_whole(&slots[atoi(word[3 + i])], "m", &part, DONTWAIT) == 0) left--;
        }
    }
    zmq_msg_close(&part);
}

int act_on_messages(char **word, int count)
{
    if (strcmp(word[0], "send") == 0) send_many(word);
    else if (strcmp(word[0], "recv") == 0) receive_many(word);
    else if (strcmp(word[0], "echo") == 0) pass_on(word);
    else if (strcmp(word[0], "poll") == 0) poll_many(word, count);
    else return 0;
    return 1;
}
