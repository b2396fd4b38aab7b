/*
 * An outside program that does what a script says, and notes by itself what it did: actor SCRIPT FOLDER. A section that begins with `section N` runs
 * in a thread or a child of its own once `start N` or `fork N` stands for it; the first one is the main thread's. Knows nothing of Highwater.
 */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

struct slot slots[SLOTS];
struct book *book;
static const char *folder;
static char *lines[20000];
static int line_count, section_at[SECTIONS];
static void *contexts[64];
static pthread_t threads[SECTIONS];
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static int notes = -1;

/* A file that outlives any death: what is counted is in the kernel's hands at once. */
void open_book(void)
{
    char path[4096];
    for (int image = 0;; image++) {
        snprintf(path, sizeof path, "%s/%d-%d.book", folder, getpid(), image);
        const int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file < 0 && errno == EEXIST) continue;
        if (file < 0 || ftruncate(file, sizeof *book) != 0) exit(90);
        book = mmap(NULL, sizeof *book, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (book == MAP_FAILED) exit(91);
        close(file);
        book->pid = (uint64_t)getpid();
        snprintf(path, sizeof path, "%s/%d-%d.notes", folder, getpid(), image);
        if (notes >= 0) close(notes);
        notes = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        return;
    }
}

void note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vdprintf(notes, format, arguments);
    va_end(arguments);
}

struct entry *new_entry(int type)
{
    struct entry *entry = &book->entries[book->used];
    entry->order = ++book->opened;
    entry->type = (uint64_t)type;
    if (book->used < sizeof book->entries / sizeof *book->entries - 1) book->used++;
    return entry;
}

static void open_socket(int at, int type, int context)
{
    pthread_mutex_lock(&opening);
    if (contexts[context] == NULL) contexts[context] = zmq_ctx_new(), zmq_ctx_set(contexts[context], 2, 4000);
    slots[at].socket = zmq_socket(contexts[context], type);
    if (slots[at].socket == NULL) book->failed++, slots[at].entry = NULL;
    else {
        slots[at].entry = new_entry(type);
        note("slot %lu %d live 0\n", slots[at].entry->order, at);
    }
    pthread_mutex_unlock(&opening);
}

/* `<NAME`: what `tell` wrote to that file, once it is there; `@SLOT`: where that socket is bound. */
static const char *endpoint_of(const char *word, char *into, size_t size)
{
    if (word[0] == '@') return slots[atoi(word + 1)].last;
    if (word[0] != '<') return word;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, word + 1);
    int file;
    while ((file = open(path, O_RDONLY | O_CLOEXEC)) < 0) usleep(2000);
    const ssize_t length = read(file, into, size - 1);
    close(file);
    into[length < 0 ? 0 : length] = '\0';
    return into;
}

static void tell(const char *name, const char *text)
{
    char path[4096], part[4200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(part, sizeof part, "%s.%d", path, getpid());
    const int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (write(file, text, strlen(text)) < 0) exit(92);
    close(file);
    rename(part, path);
}

static void attach(const char *how, int at, const char *given)
{
    char text[512];
    const char *endpoint = endpoint_of(given, text, sizeof text);
    struct slot *slot = &slots[at];
    const int failed = how[0] == 'b' ? zmq_bind(slot->socket, endpoint) : zmq_connect(slot->socket, endpoint);
    const int error = errno;
    size_t length = sizeof slot->last;
    if (failed == 0) zmq_getsockopt(slot->socket, LAST_ENDPOINT, slot->last, &length);
    if (failed == 0 || how[0] == 'b')
        note("%s %lu %s %s %d\n", how, slot->entry->order, failed ? endpoint : slot->last, failed ? "failed" : "live", failed ? error : 0);
}

static void detach(const char *how, int at, const char *given)
{
    char text[512];
    const char *endpoint = given[0] == '.' ? slots[at].last : endpoint_of(given, text, sizeof text);
    const int failed = how[0] == 'u' ? zmq_unbind(slots[at].socket, endpoint) : zmq_disconnect(slots[at].socket, endpoint);
    if (failed == 0) note("%s %lu %s gone 0\n", how[0] == 'u' ? "bind" : "connect", slots[at].entry->order, endpoint);
}

static void nothing(int signal) { (void)signal; }
static void run_section(int section);
static void *run_thread(void *section) { return run_section((int)(intptr_t)section), NULL; }

static void print_bytes(long count)
{
    char block[64];
    memset(block, 'o', sizeof block);
    block[63] = '\n';
    for (; count > 0; count -= 64)
        if (write(1, block, 64) < 0) exit(93);
}

static void take_input(void)
{
    char block[4096];
    ssize_t length, total = 0;
    while ((length = read(0, block, sizeof block)) > 0) total += length;
    note("stdin 0 %zd live 0\n", total);
}

static void act_on_process(char **word, int count)
{
    const char *what = word[0];
    const int first = count > 1 ? atoi(word[1]) : 0;
    if (strcmp(what, "start") == 0) pthread_create(&threads[first], NULL, run_thread, (void *)(intptr_t)first);
    else if (strcmp(what, "join") == 0) pthread_join(threads[first], NULL);
    else if (strcmp(what, "fork") == 0) {
        if (fork() == 0) memset(contexts, 0, sizeof contexts), open_book(), run_section(first), exit(0);
    } else if (strcmp(what, "waitall") == 0) while (wait(NULL) > 0 || errno == EINTR) { }
    else if (strcmp(what, "run") == 0) word[count] = NULL, execv(word[1], word + 1), exit(94);
    else if (strcmp(what, "exit") == 0) exit(first);
    else if (strcmp(what, "_exit") == 0) _exit(first);
    else if (strcmp(what, "raise") == 0) raise(first);
    else if (strcmp(what, "crash") == 0) *(volatile int *)0 = 1;
    else if (strcmp(what, "closeout") == 0) close(1);
    else if (strcmp(what, "print") == 0) print_bytes(atol(word[1]));
    else if (strcmp(what, "stdin") == 0) take_input();
    else if (strcmp(what, "ignore") == 0) signal(first, SIG_IGN);
    else if (strcmp(what, "sleep") == 0) { for (int i = 0; i < first; i++) usleep(1000); }
    else if (strcmp(what, "ready") == 0) tell(word[1], "");
    else if (strcmp(what, "await") == 0) { char text[8], name[300]; snprintf(name, sizeof name, "<%s", word[1]); endpoint_of(name, text, sizeof text); }
    else if (strcmp(what, "timer") == 0) {
        struct sigaction action = {.sa_handler = nothing};
        sigaction(SIGALRM, &action, NULL);
        setitimer(ITIMER_REAL, &(struct itimerval){{0, first}, {0, first}}, NULL);
    } else fprintf(stderr, "no such word: %s\n", what), exit(95);
}

static int act_on_sockets(char **word, int count)
{
    const char *what = word[0];
    const int at = count > 1 ? atoi(word[1]) : 0;
    if (strcmp(what, "socket") == 0) open_socket(at, atoi(word[2]), atoi(word[3]));
    else if (strcmp(what, "set") == 0) {
        const int value = atoi(word[3]);
        if (zmq_setsockopt(slots[at].socket, atoi(word[2]), &value, sizeof value) == 0) note("set %lu %s %d 0\n", slots[at].entry->order, word[2], value);
    } else if (strcmp(what, "setid") == 0) zmq_setsockopt(slots[at].socket, 5, word[2], strlen(word[2]));
    else if (strcmp(what, "sub") == 0) zmq_setsockopt(slots[at].socket, SUBSCRIBE, count > 2 ? word[2] : "", count > 2 ? strlen(word[2]) : 0);
    else if (strcmp(what, "bind") == 0 || strcmp(what, "connect") == 0) attach(what, at, word[2]);
    else if (strcmp(what, "unbind") == 0 || strcmp(what, "disconnect") == 0) detach(what, at, word[2]);
    else if (strcmp(what, "tell") == 0) tell(word[2], slots[at].last);
    else if (strcmp(what, "close") == 0) slots[at].entry->closed = 1, zmq_close(slots[at].socket);
    else if (strcmp(what, "term") == 0) { while (zmq_ctx_term(contexts[at]) != 0 && errno == EINTR) { } contexts[at] = NULL; }
    else if (strcmp(what, "proxy") == 0) zmq_proxy(slots[at].socket, slots[atoi(word[2])].socket, NULL);
    else return 0;
    return 1;
}

static void run_section(int section)
{
    for (int at = section_at[section]; at < line_count && strncmp(lines[at], "section", 7) != 0; at++) {
        char line[1024], *rest = line, *word[WORDS + 1] = {NULL};
        int count = 0;
        snprintf(line, sizeof line, "%s", lines[at]);
        while (count < WORDS && (word[count] = strsep(&rest, " ")) != NULL) count++;
        if (count == 0 || word[0][0] == '\0') continue;
        if (!act_on_messages(word, count) && !act_on_sockets(word, count)) act_on_process(word, count);
    }
}

int main(int argc, char **argv)
{
    static char text[1 << 20];
    const int file = argc < 3 ? -1 : open(argv[1], O_RDONLY | O_CLOEXEC);
    const ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (length < 0) return 96;
    close(file);
    folder = argv[2];
    char *rest = text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL && line_count < 19999;) {
        lines[line_count++] = line;
        if (strncmp(line, "section ", 8) == 0) section_at[atoi(line + 8)] = line_count;
    }
    open_book();
    run_section(0);
    return 0;
}
