/* Plain libzmq endpoints for the tap's benchmark: fast enough that what stands between them is the bottleneck.
 *   endpoints push|xpub ENDPOINT SIZE            connects a PUSH, or an XPUB that waits instead of dropping, and sends until it is killed
 *   endpoints pull|sub SIZE WARM_MS RUN_MS       binds a PULL, or a SUB of all topics, prints its endpoint, `go` when it begins to count, then the messages per second of RUN_MS
 * Declares what it uses, so that it needs the library (libzmq.so.5) and not its headers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void *zmq_ctx_new(void);
void *zmq_socket(void *context, int type);
int zmq_connect(void *socket, const char *endpoint);
int zmq_bind(void *socket, const char *endpoint);
int zmq_setsockopt(void *socket, int option, const void *value, size_t length);
int zmq_getsockopt(void *socket, int option, void *value, size_t *length);
int zmq_send(void *socket, const void *bytes, size_t length, int flags);
int zmq_recv(void *socket, void *bytes, size_t length, int flags);

enum { SUB = 2, PULL = 7, PUSH = 8, XPUB = 9, SUBSCRIBE = 6, LAST_ENDPOINT = 32, XPUB_NODROP = 69 };

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static int send_for_ever(int type, const char *endpoint, size_t size) {
  void *socket = zmq_socket(zmq_ctx_new(), type);
  char *bytes = calloc(1, size);
  int yes = 1;
  if (type == XPUB) {
    zmq_setsockopt(socket, XPUB_NODROP, &yes, sizeof yes);
    /* A topic of six letters, then the rest, as publishers have it. */
    memcpy(bytes, "prices ", size < 7 ? size : 7);
  }
  if (zmq_connect(socket, endpoint) != 0) return 1;
  while (zmq_send(socket, bytes, size, 0) >= 0) {
  }
  return 1;
}

static int receive(int type, size_t size, double warm_ms, double run_ms) {
  void *socket = zmq_socket(zmq_ctx_new(), type);
  if (type == SUB) zmq_setsockopt(socket, SUBSCRIBE, "", 0);
  char *bytes = malloc(size);
  char endpoint[256];
  size_t length = sizeof endpoint;
  if (zmq_bind(socket, "tcp://127.0.0.1:*") != 0 || zmq_getsockopt(socket, LAST_ENDPOINT, endpoint, &length) != 0) return 1;
  printf("%s\n", endpoint);
  fflush(stdout);
  if (zmq_recv(socket, bytes, size, 0) < 0) return 1;
  double start = now_ms() + warm_ms;
  while (now_ms() < start) zmq_recv(socket, bytes, size, 0);
  printf("go\n");
  fflush(stdout);
  long messages = 0;
  double end = start;
  while (end < start + run_ms) {
    /* The clock is not read for every message. */
    int batch = size > 16384 ? 8 : 128;
    for (int i = 0; i < batch; i += 1) zmq_recv(socket, bytes, size, 0);
    messages += batch;
    end = now_ms();
  }
  printf("%.1f\n", messages * 1e3 / (end - start));
  return 0;
}

int main(int count, char **arguments) {
  const char *kind = count > 1 ? arguments[1] : "";
  if (count == 4) return send_for_ever(strcmp(kind, "xpub") == 0 ? XPUB : PUSH, arguments[2], strtoul(arguments[3], NULL, 10));
  if (count != 5) return 2;
  double warm_ms = strtod(arguments[3], NULL);
  return receive(strcmp(kind, "sub") == 0 ? SUB : PULL, strtoul(arguments[2], NULL, 10), warm_ms, strtod(arguments[4], NULL));
}
