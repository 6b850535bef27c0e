/* No call asks for memory: malloc and its relatives are this program's own, and count. */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>

#include "fixed.h"
#include "open.h"
#include "tconv/kernel.h"

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
void *memalign(size_t, size_t);
void *aligned_alloc(size_t, size_t);
int posix_memalign(void **, size_t, size_t);

static int refuse; /* while it is set, there is no memory */
static int asked;  /* how often memory was asked for meanwhile */

static int denied(void) {
    __atomic_add_fetch(&asked, refuse, __ATOMIC_RELAXED);
    return refuse;
}

void *malloc(size_t n) { return denied() ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t m) { return denied() ? NULL : __libc_calloc(n, m); }
void *realloc(void *p, size_t n) { return denied() ? NULL : __libc_realloc(p, n); }
void *memalign(size_t a, size_t n) { return denied() ? NULL : __libc_memalign(a, n); }
void *aligned_alloc(size_t a, size_t n) { return denied() ? NULL : __libc_memalign(a, n); }
int posix_memalign(void **p, size_t a, size_t n) { return (*p = denied() ? NULL : __libc_memalign(a, n)) ? 0 : 12; }

static float memory[4][40000] __attribute__((aligned(64)));
static char workspace[1 << 20] __attribute__((aligned(64)));

int main(void) {
    const int64_t shape[4] = {3, 6, 5, 7};
    int64_t output[4], bytes;
    int status = 0;
    tconv_parallel *pool = tconv_pool_create(3);
    void *volatile works = malloc(8);
    if (!pool || !works) {
        return 1;
    }
    refuse = 1;
    if (malloc(8) || asked != 1) {
        return 1; /* the counter is not in use: nothing would be proved */
    }
    status |= open_output_shape(shape, output) | open_packed_size(&bytes) | open_workspace_size(shape, 3, &bytes);
    status |= bytes > (int64_t)sizeof workspace;
    status |= open_pack(memory[0], memory[0], memory[1]);
    status |= open_run(memory[1], shape, memory[2], memory[3], workspace, NULL);
    status |= open_run(memory[1], shape, memory[2], memory[3], workspace, pool);
    status |= fixed_workspace_size(NULL, 3, &bytes) | (bytes > (int64_t)sizeof workspace);
    status |= fixed_pack(memory[0], NULL, memory[1]);
    status |= fixed_run(memory[1], NULL, memory[2], memory[3], workspace, NULL);
    status |= fixed_run(memory[1], NULL, memory[2], memory[3], workspace, pool);
    refuse = 0;
    tconv_pool_destroy(pool);
    printf("status %d, memory asked for %d times\n", status, asked - 1);
    return status != 0 || asked != 1;
}
