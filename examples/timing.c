/* timing.h: every time is the best of those that fit into a third of a second: other programs may disturb some. */
#define _POSIX_C_SOURCE 200809L
#include "timing.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double budget_ms = 333;

/* NAME(seed) does rounds * chains * LANES multiply-adds. The chains are independent, which hides the latency of one, and
 * together they fit the registers. Their seeds differ, or else the compiler would keep only one of them. */
enum { rounds = 20000, chains = 12 };
#define MULTIPLY_ADD(NAME, LANES, ATTRIBUTE)                                                                           \
    ATTRIBUTE static float NAME(float seed) {                                                                          \
        typedef float vector __attribute__((vector_size(LANES * sizeof(float))));                                      \
        const vector factor = (vector){0} + seed;                                                                      \
        vector sum[chains], total = {0};                                                                               \
        for (int chain = 0; chain < chains; ++chain)                                                                   \
            sum[chain] = factor + (float)chain;                                                                        \
        for (int round = 0; round < rounds; ++round) {                                                                 \
            _Pragma("GCC unroll 12") for (int chain = 0; chain < chains; ++chain) sum[chain] =                         \
                sum[chain] * factor + factor;                                                                          \
        }                                                                                                              \
        for (int chain = 0; chain < chains; ++chain)                                                                   \
            total += sum[chain];                                                                                       \
        return total[0];                                                                                               \
    }

MULTIPLY_ADD(multiply_add_128, 4, )
#ifdef __x86_64__
MULTIPLY_ADD(multiply_add_256, 8, __attribute__((target("avx2,fma"))))
MULTIPLY_ADD(multiply_add_512, 16, __attribute__((target("avx512f"))))
#endif

struct loop {
    float (*run)(float seed);
    int lanes;
};

static struct loop widest_loop(void) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f"))
        return (struct loop){multiply_add_512, 16};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return (struct loop){multiply_add_256, 8};
#endif
    return (struct loop){multiply_add_128, 4};
}

static void compute(void *argument, int index) {
    volatile float number = 0.25f; /* so that nothing can be worked out beforehand, or left out */
    (void)argument;
    (void)index;
    number = widest_loop().run(number);
}

/* What the tasks of move() share out: `parts` parts of a layer's buffers. */
struct traffic {
    const struct timed_layer *layer;
    int parts;
};

static uint64_t read_part(const void *data, size_t bytes, size_t part, size_t parts) {
    uint64_t sum = 0, word;
    for (size_t i = bytes / 8 * part / parts; i < bytes / 8 * (part + 1) / parts; ++i) {
        memcpy(&word, (const char *)data + 8 * i, 8);
        sum += word;
    }
    return sum;
}

static void move(void *argument, int index) {
    const struct traffic *traffic = argument;
    const struct timed_layer *layer = traffic->layer;
    const size_t part = (size_t)index, parts = (size_t)traffic->parts;
    volatile uint64_t sink = read_part(layer->packed, layer->packed_bytes, part, parts);
    sink += read_part(layer->x, layer->x_bytes, part, parts);
    const size_t begin = layer->y_bytes * part / parts, end = layer->y_bytes * (part + 1) / parts;
    memset((char *)layer->y + begin, 0, end - begin);
}

static double now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

static double best_ms(tconv_parallel *pool, void (*task)(void *, int), void *argument) {
    double best = HUGE_VAL;
    for (const double end = now_ms() + budget_ms; now_ms() < end;) {
        const double start = now_ms();
        pool->run(pool->context, task, argument, pool->threads);
        best = fmin(best, now_ms() - start);
    }
    return best;
}

static double bound_ms(const struct timed_layer *layer, tconv_parallel *pool) {
    struct traffic traffic = {layer, pool->threads};
    const double task_macs = (double)rounds * chains * widest_loop().lanes;
    const double macs_per_ms = task_macs * pool->threads / best_ms(pool, compute, NULL);
    return fmax(layer->macs / macs_per_ms, best_ms(pool, move, &traffic));
}

static int run_ms(const struct timed_layer *layer, tconv_parallel *pool, void *workspace, double *best) {
    *best = HUGE_VAL;
    for (const double end = now_ms() + budget_ms; now_ms() < end;) {
        const double start = now_ms();
        const int status = layer->run(layer->packed, NULL, layer->x, layer->y, workspace, pool);
        if (status != TCONV_OK)
            return status;
        *best = fmin(*best, now_ms() - start);
    }
    return TCONV_OK;
}

/* `bound` is what fewer threads were found to need at least: threads may idle, so more of them need no longer. */
static int time_on(const struct timed_layer *layer, int threads, double *bound) {
    int64_t bytes;
    int status = layer->workspace_size(NULL, threads, &bytes);
    if (status != TCONV_OK)
        return status;
    tconv_parallel *pool = tconv_pool_create(threads);
    void *workspace = aligned_alloc(64, ((size_t)bytes + 64) / 64 * 64);
    double ms;
    status = pool && workspace ? run_ms(layer, pool, workspace, &ms) : TCONV_OUT_OF_MEMORY;
    if (status == TCONV_OK) {
        *bound = fmin(*bound, bound_ms(layer, pool));
        printf("%2d thread%s %8.3f ms a run; the machine's bound for direct sums: %.3f ms (%.0f %% reached%s)\n",
               threads, threads > 1 ? "s:" : ": ", ms, *bound, 100 * *bound / ms,
               ms < *bound ? ": Winograd's algorithm multiplies less" : "");
    }
    free(workspace);
    tconv_pool_destroy(pool);
    return status;
}

int time_layer(const struct timed_layer *layer) {
    const int threads = (int)sysconf(_SC_NPROCESSORS_ONLN);
    double bound = HUGE_VAL;
    const int status = time_on(layer, 1, &bound);
    return status != TCONV_OK || threads == 1 ? status : time_on(layer, threads, &bound);
}
