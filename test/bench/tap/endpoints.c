/* Plain libzmq endpoints for the tap's benchmark: fast enough that what stands between them is the bottleneck.
 *   endpoints send ENDPOINT SIZE            connects a PUSH and sends until it is killed
 *   endpoints receive SIZE WARM_MS RUN_MS   binds a PULL, prints its endpoint, `go` when it begins to count, then the messages per second of RUN_MS
 * Declares what it uses, so that it needs the library (libzmq.so.5) and not its headers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void *zmq_ctx_new(void);
void *zmq_socket(void *context, int type);
int zmq_connect(void *socket, const char *endpoint);
int zmq_bind(void *socket, const char *endpoint);
int zmq_getsockopt(void *socket, int option, void *value, size_t *length);
int zmq_send(void *socket, const void *bytes, size_t length, int flags);
int zmq_recv(void *socket, void *bytes, size_t length, int flags);

enum { PULL = 7, PUSH = 8, LAST_ENDPOINT = 32 };

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static int send_for_ever(const char *endpoint, size_t size) {
  void *socket = zmq_socket(zmq_ctx_new(), PUSH);
  char *bytes = calloc(1, size);
  if (zmq_connect(socket, endpoint) != 0) return 1;
  while (zmq_send(socket, bytes, size, 0) >= 0) {
  }
  return 1;
}

static int receive(size_t size, double warm_ms, double run_ms) {
  void *socket = zmq_socket(zmq_ctx_new(), PULL);
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
  if (count == 4 && strcmp(arguments[1], "send") == 0) return send_for_ever(arguments[2], strtoul(arguments[3], NULL, 10));
  if (count == 5 && strcmp(arguments[1], "receive") == 0)
    return receive(strtoul(arguments[2], NULL, 10), strtod(arguments[3], NULL), strtod(arguments[4], NULL));
  return 2;
}
