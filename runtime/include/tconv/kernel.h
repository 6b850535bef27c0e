/* What a generated library shares with the program that calls it: status codes, threads.
 *
 * A generated header (up4.h) needs none of this to be included: it declares tconv_parallel itself, under the same guard.
 * This header adds the functions of the kernel runtime archive (libtconv_kernel.a), which is linked once beside any number
 * of generated libraries.
 */
#ifndef TCONV_KERNEL_H
#define TCONV_KERNEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What every function of a generated library returns: 0, or one of these. tconv_status_text gives the sentence. */
#ifndef TCONV_STATUS_DEFINED
#define TCONV_STATUS_DEFINED
enum {
    TCONV_OK = 0,
    TCONV_NULL_POINTER = -1,       /* a required pointer is NULL                                         */
    TCONV_MISALIGNED = -2,         /* a buffer's address is not a multiple of the library's ALIGNMENT    */
    TCONV_BAD_SHAPE = -3,          /* the input shape does not fit the layer                             */
    TCONV_TOO_LARGE = -4,          /* an array or the tasks of a call would be 2^31 or more              */
    TCONV_BAD_THREADS = -5,        /* a thread count below 1, or a tconv_parallel without a function     */
    TCONV_NO_INSTRUCTION_SET = -6, /* this processor has none of the instruction sets in the library     */
    TCONV_TASK_FAILED = -7,        /* the program's own run function reported an error                   */
    TCONV_OUT_OF_MEMORY = -8,      /* tconv_pool_create only: kernels allocate nothing                   */
    TCONV_INTERNAL = -9            /* a bug in tconv                                                     */
};
#endif

#ifndef TCONV_PARALLEL_DEFINED
#define TCONV_PARALLEL_DEFINED
/* How a call runs its tasks: `run` calls task(argument, index) once for each index in [0, count), in any order, on any threads,
 * and returns when all are done: 0, or nonzero where it could not (the call then returns TCONV_TASK_FAILED). `count` is never
 * above `threads`, and each index works in its own part of the workspace. A parallel for of OpenMP, TBB or a pool does it. */
typedef struct tconv_parallel {
    int threads; /* 1 or more */
    int (*run)(void *context, void (*task)(void *argument, int index), void *argument, int count);
    void *context;
} tconv_parallel;
#endif

/* The sentence for a status, in static memory; never NULL, also for numbers that are no status. */
const char *tconv_status_text(int status);

/* Threads that wait for work. The calling thread works too, so `threads` = 1 starts none. NULL where `threads` is not in
 * [1, 1024] or the threads could not be started. One call at a time uses the threads; a call that finds them busy (with
 * another thread's call, or the one it is nested in) runs its tasks itself. */
tconv_parallel *tconv_pool_create(int threads);
void tconv_pool_destroy(tconv_parallel *pool); /* NULL is fine; not while a call uses it */

#ifdef __cplusplus
}
#endif
#endif
