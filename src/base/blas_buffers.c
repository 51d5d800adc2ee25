/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/blas_buffers.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/mman.h>

enum { MOST = 256 }; /* threads */

#ifdef HAVE_BLAS_MEMORY_ALLOC

/* OpenBLAS's own: a free buffer, mapped if there is none. */
void *blas_memory_alloc(int place);
void blas_memory_free(void *buffer);

static bool has_room(int buffers)
{
    size_t bytes = (size_t)buffers * (size_t)BLAS_BUFFER_BYTES;
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p != MAP_FAILED && munmap(p, bytes) == 0;
}

/* All at the same time, so that they are different ones. */
static void map_buffers(int count)
{
    void *buffer[MOST];
    for (int i = 0; i < count; i++)
        buffer[i] = blas_memory_alloc(0);
    for (int i = 0; i < count; i++)
        blas_memory_free(buffer[i]);
}

#else

static bool has_room(int buffers)
{
    return buffers > 0;
}

static void map_buffers(int count)
{
    (void)count;
}

#endif

/* What OpenBLAS has but does not tell. */
static struct {
    pthread_mutex_t lock;
    int shared, reserved;
} buffers = {PTHREAD_MUTEX_INITIALIZER, 1, 0};

/* Reserve up to `threads` buffers and leave room for `rest` more; reserve nothing if fewer than
 * `least` fit. Returns for how many threads there are now. */
static int reserve(int threads, int least, int rest)
{
    int wanted = threads < MOST ? threads : MOST;
    pthread_mutex_lock(&buffers.lock);
    /* Room for all of them, since those that there are may be in use. */
    for (int count = wanted; count > buffers.reserved && count >= least; count--)
        if (has_room(count > 1 ? count + rest : 1)) {
            map_buffers(count);
            buffers.reserved = count;
        }
    int reserved = buffers.reserved < wanted ? buffers.reserved : wanted;
    pthread_mutex_unlock(&buffers.lock);
    return reserved;
}

int blas_buffers_reserve(int threads)
{
    return reserve(threads, 1, 1); /* several threads leave room for everything else */
}

void blas_buffers_share(int threads)
{
    pthread_mutex_lock(&buffers.lock);
    buffers.shared = threads;
    pthread_mutex_unlock(&buffers.lock);
}

struct status blas_buffers_require(void)
{
    pthread_mutex_lock(&buffers.lock);
    int shared = buffers.shared;
    pthread_mutex_unlock(&buffers.lock);
    return reserve(shared, shared, 0) == shared ? status_ok() : blas_buffers_error(shared);
}

struct status blas_buffers_error(int threads)
{
    return status_error(STATUS_MEMORY,
                        "matrix products: OpenBLAS would need %.0f bytes more; see ulimit -v",
                        threads * BLAS_BUFFER_BYTES);
}
