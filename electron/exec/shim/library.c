#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <string.h>

#include "lookup.h"

enum { CALLER_LIMIT = 64 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
struct library libraries[LIBRARY_LIMIT];
static int library_count;
static struct {
    const void *base;
    const struct library *library;
} callers[CALLER_LIMIT];
static int caller_count;
static const struct library nothing;

static __thread const void *last_return_address;
static __thread const struct library *last_library;

static const void *base_of(const void *address)
{
    Dl_info info;
    return address != NULL && dladdr(address, &info) != 0 ? info.dli_fbase : NULL;
}

/* The shim's own functions are found first in the program's global scope; calling one of them would never end. */
static void *look_up(void *handle, const char *symbol)
{
    void *found = real_dlsym(handle, symbol);
    return base_of(found) == base_of((const void *)&callers) ? NULL : found;
}

struct search {
    const char *symbol;
    void *found;
};

static int search_object(struct dl_phdr_info *object, size_t size, void *context)
{
    struct search *search = context;
    (void)size;
    if (object->dlpi_name == NULL || object->dlpi_name[0] == '\0') return 0;
    void *handle = dlopen(object->dlpi_name, RTLD_NOLOAD | RTLD_LAZY);
    if (handle == NULL) return 0;
    search->found = look_up(handle, search->symbol);
    /* What was found is used for as long as the process lives, so its library must stay. */
    if (search->found == NULL) dlclose(handle);
    return search->found != NULL;
}

/*
 * The caller's own object and its dependencies, as the dynamic linker would have looked without us (an addon that was loaded privately is in no
 * global scope); else what comes after the shim in the global scope; else anything loaded that has it.
 */
static void *find_symbol(void *caller, const char *symbol)
{
    void *found = caller == NULL ? NULL : look_up(caller, symbol);
    return found == NULL ? look_up(RTLD_NEXT, symbol) : found;
}

/* Once for each libzmq. The dynamic linker is asked before the lock is taken: it has one of its own, and may call constructors that call us. */
static const struct library *keep(void *caller, void *first)
{
    struct library library;
    memset(&library, 0, sizeof library);
#define AS_SEARCH(name, result, parameters) *(void **)&library.name = find_symbol(caller, "zmq_" #name);
    ZMQ_CALLS(AS_SEARCH)
#undef AS_SEARCH
    pthread_mutex_lock(&lock);
    const struct library *kept = NULL;
    for (int i = 0; i < library_count && kept == NULL; i++)
        if ((void *)libraries[i].socket == first) kept = &libraries[i];
    if (kept == NULL && library_count < LIBRARY_LIMIT) {
        libraries[library_count] = library;
        kept = &libraries[library_count++];
    }
    pthread_mutex_unlock(&lock);
    return kept == NULL ? &nothing : kept;
}

static const struct library *load(const char *caller_path)
{
    void *caller = caller_path == NULL ? NULL : dlopen(caller_path, RTLD_NOLOAD | RTLD_LAZY);
    void *first = find_symbol(caller, "zmq_socket");
    if (first == NULL) {
        struct search search = {"zmq_socket", NULL};
        dl_iterate_phdr(search_object, &search);
        Dl_info info;
        first = search.found;
        if (first == NULL || dladdr(first, &info) == 0) return &nothing;
        caller = dlopen(info.dli_fname, RTLD_NOLOAD | RTLD_LAZY);
    }
    return keep(caller, first);
}

static const struct library *known_caller(const void *base)
{
    const struct library *library = NULL;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < caller_count && library == NULL; i++)
        if (callers[i].base == base) library = callers[i].library;
    pthread_mutex_unlock(&lock);
    return library;
}

static void remember_caller(const void *base, const struct library *library)
{
    pthread_mutex_lock(&lock);
    if (library != &nothing && caller_count < CALLER_LIMIT) {
        callers[caller_count].base = base;
        callers[caller_count++].library = library;
    }
    pthread_mutex_unlock(&lock);
}

const struct library *library_of_caller(const void *return_address)
{
    if (return_address == last_return_address && last_library != NULL) return last_library;
    int error = errno;
    Dl_info info;
    const int known = dladdr(return_address, &info) != 0;
    const void *base = known ? info.dli_fbase : NULL;
    const struct library *library = known_caller(base);
    if (library == NULL) {
        library = load(known ? info.dli_fname : NULL);
        remember_caller(base, library);
    }
    last_return_address = return_address;
    last_library = library;
    errno = error;
    return library;
}

/* A file that only passes on to a libzmq behind it is none: its functions are its own, and not to be replaced by what they call. */
const struct library *library_that_holds(const void *function)
{
    Dl_info info;
    if (dladdr(function, &info) == 0) return NULL;
    void *file = dlopen(info.dli_fname, RTLD_NOLOAD | RTLD_LAZY);
    void *first = file == NULL ? NULL : look_up(file, "zmq_socket");
    const struct library *library = base_of(first) == info.dli_fbase ? keep(file, first) : &nothing;
    if (library == &nothing && file != NULL) dlclose(file);
    return library == &nothing ? NULL : library;
}

const char *library_path(const struct library *library)
{
    Dl_info info;
    return library->socket != NULL && dladdr((const void *)library->socket, &info) != 0 ? info.dli_fname : "";
}

void library_lock_for_fork(void) { pthread_mutex_lock(&lock); }
void library_unlock_after_fork(void) { pthread_mutex_unlock(&lock); }
void library_reset_lock_in_child(void) { pthread_mutex_init(&lock, NULL); }
