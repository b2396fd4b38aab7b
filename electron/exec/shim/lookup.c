/*
 * Programs that call libzmq through a foreign function interface (ctypes, Ruby and Perl FFI, LuaJIT, JNA, P/Invoke) ask dlsym for its functions, and
 * no preloaded function is found in their stead. So dlsym itself is interposed: for a counted function of a libzmq it answers with ours for that
 * libzmq. Everything else is passed on by a jump and not by a call, since RTLD_NEXT and RTLD_DEFAULT depend on who called; where the compiler does
 * not make one, nothing is interposed.
 */
#define _GNU_SOURCE
#include "lookup.h"

#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>

#include "calls.h"

#if defined(__OPTIMIZE__) && (defined(__x86_64__) || defined(__aarch64__))
#define INTERPOSES_LOOKUPS 1
#endif

#ifdef INTERPOSES_LOOKUPS

typedef void *lookup(void *, const char *);
typedef void *opening(const char *, int);

/*
 * What looks for the next dlsym calls nothing that a sanitizer's runtime has a function of its own for (strcmp, dl_iterate_phdr): that function is found
 * by dlsym itself, and is null until then.
 */
struct next {
    const char *symbol;
    bool passed_us;
    void *found;
};

static bool is_same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) a++, b++;
    return *a == *b;
}

static bool is_of_libzmq(const char *symbol)
{
    return symbol[0] == 'z' && symbol[1] == 'm' && symbol[2] == 'q' && symbol[3] == '_';
}

/* What a dynamic table says of itself: relocated by glibc, not by musl, nor in the kernel's own object. */
static const void *pointer_of(ElfW(Addr) base, ElfW(Addr) value) { return (const void *)(value < base ? base + value : value); }

/* So many symbols stand in the table. The GNU hash has no count: the last one is at the end of the last chain. */
static uint32_t count_symbols(const uint32_t *hash, const uint32_t *gnu)
{
    if (hash != NULL) return hash[1];
    if (gnu == NULL) return 0;
    const uint32_t buckets = gnu[0], offset = gnu[1];
    const uint32_t *bucket = (const uint32_t *)((const ElfW(Addr) *)(gnu + 4) + gnu[2]);
    const uint32_t *chain = bucket + buckets;
    uint32_t last = 0;
    for (uint32_t i = 0; i < buckets; i++)
        if (bucket[i] > last) last = bucket[i];
    if (last < offset) return 0;
    while ((chain[last - offset] & 1) == 0) last++;
    return last + 1;
}

static void *symbol_of(ElfW(Addr) base, const ElfW(Dyn) *dynamic, const char *wanted)
{
    const ElfW(Sym) *symbols = NULL;
    const char *names = NULL;
    const uint32_t *hash = NULL, *gnu = NULL;
    for (; dynamic->d_tag != DT_NULL; dynamic++) {
        const void *at = pointer_of(base, dynamic->d_un.d_ptr);
        if (dynamic->d_tag == DT_SYMTAB) symbols = at;
        if (dynamic->d_tag == DT_STRTAB) names = at;
        if (dynamic->d_tag == DT_HASH) hash = at;
        if (dynamic->d_tag == DT_GNU_HASH) gnu = at;
    }
    const uint32_t count = symbols == NULL || names == NULL ? 0 : count_symbols(hash, gnu);
    for (uint32_t i = 0; i < count; i++) {
        const ElfW(Sym) *symbol = &symbols[i];
        if (symbol->st_shndx != SHN_UNDEF && (symbol->st_info & 15) == STT_FUNC && is_same(names + symbol->st_name, wanted))
            return (void *)(base + symbol->st_value);
    }
    return NULL;
}

/* Only objects behind us in the order of search: one before us has its own way, which ends here. */
static int search_behind(struct dl_phdr_info *object, size_t size, void *context)
{
    struct next *next = context;
    const ElfW(Addr) own = (ElfW(Addr))(uintptr_t)&search_behind;
    (void)size;
    const ElfW(Dyn) *dynamic = NULL;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        const ElfW(Addr) start = object->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && own >= start && own < start + part->p_memsz) return !(next->passed_us = true);
        if (part->p_type == PT_DYNAMIC) dynamic = (const void *)start;
    }
    if (next->passed_us && dynamic != NULL) next->found = symbol_of(object->dlpi_addr, dynamic, next->symbol);
    return next->found != NULL;
}

/* glibc's own list of what is loaded, in the same order; musl has none by this name. */
extern struct r_debug _r_debug __attribute__((weak));
extern ElfW(Dyn) _DYNAMIC[] __attribute__((visibility("hidden")));

static void search_list(struct next *next)
{
    for (const struct link_map *object = _r_debug.r_map; object != NULL && next->found == NULL; object = object->l_next) {
        if (object->l_ld == _DYNAMIC) next->passed_us = true;
        else if (next->passed_us && object->l_ld != NULL) next->found = symbol_of(object->l_addr, object->l_ld, next->symbol);
    }
}

/* Two threads may both look, and find the same. Not inlined: a frame with an address that was handed out keeps its caller from jumping. */
static __attribute__((noinline)) void *search(void **kept, const char *symbol)
{
    struct next next = {symbol, false, NULL};
    if (&_r_debug != NULL) search_list(&next);
    else dl_iterate_phdr(search_behind, &next);
    __atomic_store_n(kept, next.found, __ATOMIC_RELEASE);
    return next.found;
}

static inline void *behind_us(void **kept, const char *symbol)
{
    void *known = __atomic_load_n(kept, __ATOMIC_ACQUIRE);
    return __builtin_expect(known != NULL, 1) ? known : search(kept, symbol);
}

static void *kept_dlsym, *kept_dlopen;

void *real_dlsym(void *handle, const char *symbol)
{
    lookup *const next = (lookup *)behind_us(&kept_dlsym, "dlsym");
    return next == NULL ? NULL : next(handle, symbol);
}

static void *counted_instead_of(void *found, const char *symbol)
{
    static const struct {
        const char *name;
        void *const *named;
    } counted[] = {
#define AS_ENTRY(name) {"zmq_" #name, named_##name},
        COUNTED_CALLS(AS_ENTRY)
#undef AS_ENTRY
    };
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        if (strcmp(counted[i].name, symbol) != 0) continue;
        const struct library *library = library_that_holds(found);
        const ptrdiff_t at = library == NULL ? NAMED_LIMIT : library - libraries;
        return at < NAMED_LIMIT ? counted[i].named[at] : found;
    }
    return found;
}

EXPORTED void *dlsym(void *restrict handle, const char *restrict symbol)
{
    lookup *const next = (lookup *)behind_us(&kept_dlsym, "dlsym");
    if (handle != RTLD_NEXT && handle != RTLD_DEFAULT && is_of_libzmq(symbol)) {
        void *found = next(handle, symbol);
        if (found == NULL) return NULL;
        found = counted_instead_of(found, symbol);
        /* What we asked in vain is no error of the program's. */
        dlerror();
        return found;
    }
    return next(handle, symbol);
}

#ifdef RTLD_DEEPBIND
/*
 * PHP loads its extensions so that they see their own libraries before anything preloaded. Its binding of ZeroMQ gives that up for being counted;
 * every other file is loaded as the program wants it.
 */
EXPORTED void *dlopen(const char *file, int mode)
{
    opening *const next = (opening *)behind_us(&kept_dlopen, "dlopen");
    if ((mode & RTLD_DEEPBIND) != 0 && file != NULL) {
        const char *folder = strrchr(file, '/');
        if (strstr(folder == NULL ? file : folder, "zmq") != NULL) mode &= ~RTLD_DEEPBIND;
    }
    return next(file, mode);
}
#endif

#else

void *real_dlsym(void *handle, const char *symbol) { return dlsym(handle, symbol); }

#endif
