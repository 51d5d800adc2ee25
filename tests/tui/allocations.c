/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what a program allocates, and can refuse one large allocation: a library to be loaded
 * before all others (LD_PRELOAD). Both numbers are in the file that ALLOCATIONS names, which others
 * map as well. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LARGE = 16384 };

static _Atomic unsigned long alone[2]; /* where nobody is to know */
static _Atomic unsigned long *counter = alone;

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void *(*real_aligned_alloc)(size_t, size_t);
static int (*real_posix_memalign)(void **, size_t, size_t);

/* What dlsym itself asks for before there is anybody to give it. */
static char early[65536];
static size_t early_used;

static void *early_memory(size_t size)
{
    size_t at = early_used;
    early_used += (size + 15) / 16 * 16;
    if (early_used > sizeof early)
        abort();
    return early + at;
}

static void find(const char *name, void *function)
{
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(function, &found, sizeof found);
}

__attribute__((constructor)) static void begin(void)
{
    find("malloc", &real_malloc);
    find("realloc", &real_realloc);
    find("aligned_alloc", &real_aligned_alloc);
    find("posix_memalign", &real_posix_memalign);
    find("calloc", &real_calloc);
    const char *path = getenv("ALLOCATIONS");
    int fd = path != NULL ? open(path, O_RDWR) : -1;
    void *shared =
        fd < 0 ? MAP_FAILED : mmap(NULL, sizeof alone, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared != MAP_FAILED)
        counter = shared;
    if (fd >= 0)
        (void)close(fd);
}

/* counter[1] says how many large allocations there are up to the one that is refused. */
static bool is_refused(size_t size)
{
    atomic_fetch_add(counter, 1);
    if (size < LARGE || atomic_load(&counter[1]) == 0)
        return false;
    return atomic_fetch_sub(&counter[1], 1) == 1;
}

void *malloc(size_t size)
{
    if (is_refused(size))
        return NULL;
    return real_malloc != NULL ? real_malloc(size) : early_memory(size);
}

void *calloc(size_t count, size_t size)
{
    if (is_refused(count * size))
        return NULL;
    return real_calloc != NULL ? real_calloc(count, size) : early_memory(count * size);
}

void *realloc(void *old, size_t size)
{
    char *o = old;
    if (is_refused(size))
        return NULL;
    if (real_realloc == NULL || (o >= early && o < early + sizeof early)) {
        void *new = malloc(size);
        if (old != NULL && new != NULL) /* no more than there is behind it */
            memcpy(new, old, size < (size_t)(early + sizeof early - o) ? size : 0);
        return new;
    }
    return real_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    if (is_refused(size))
        return NULL;
    return real_aligned_alloc(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    if (is_refused(size))
        return ENOMEM;
    return real_posix_memalign(out, alignment, size);
}

void free(void *memory)
{
    static void (*real_free)(void *);
    char *m = memory;
    if (m >= early && m < early + sizeof early)
        return;
    if (real_free == NULL)
        find("free", &real_free);
    real_free(memory);
}
