/* What the actor of the soak shares between its halves: libzmq's stable ABI, and the book in which it notes what it did itself. */
#ifndef SOAK_ACTOR_H
#define SOAK_ACTOR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

typedef struct { unsigned char data[64]; } __attribute__((aligned(8))) message;
void *zmq_ctx_new(void);
int zmq_ctx_set(void *, int, int);
int zmq_ctx_term(void *);
void *zmq_socket(void *, int);
int zmq_close(void *);
int zmq_bind(void *, const char *);
int zmq_connect(void *, const char *);
int zmq_disconnect(void *, const char *);
int zmq_unbind(void *, const char *);
int zmq_setsockopt(void *, int, const void *, size_t);
int zmq_getsockopt(void *, int, void *, size_t *);
int zmq_send(void *, const void *, size_t, int);
int zmq_send_const(void *, const void *, size_t, int);
int zmq_recv(void *, void *, size_t, int);
int zmq_sendmsg(void *, message *, int);
int zmq_recvmsg(void *, message *, int);
int zmq_sendiov(void *, struct iovec *, size_t, int);
int zmq_recviov(void *, struct iovec *, size_t *, int);
int zmq_msg_init(message *);
int zmq_msg_init_size(message *, size_t);
void *zmq_msg_data(message *);
size_t zmq_msg_size(const message *);
int zmq_msg_more(const message *);
int zmq_msg_close(message *);
int zmq_msg_send(message *, void *, int);
int zmq_msg_recv(message *, void *, int);
int zmq_proxy(void *, void *, void *);
struct item { void *socket; int fd; short events, revents; };
int zmq_poll(struct item *, int, long);

enum { DONTWAIT = 1, SNDMORE = 2, RCVMORE = 13, LAST_ENDPOINT = 32, SUBSCRIBE = 6 };
enum { SLOTS = 1024, SECTIONS = 64, WORDS = 12 };

/* In the order of truth.ts. */
struct way { uint64_t messages, frames, bytes, again, interrupted, terminated, unreachable, wrong_state, other; };
struct entry { uint64_t order, type, closed; struct way sent, received; };
struct book { uint64_t pid, used, opened, failed; struct entry entries[8192]; };
struct slot { void *socket; struct entry *entry; char last[256]; };

extern struct slot slots[SLOTS];
extern struct book *book;

void open_book(void);
void note(const char *format, ...);
void count_result(struct way *way, int result, int more);
struct entry *new_entry(int type);

int act_on_messages(char **word, int count);

#endif
