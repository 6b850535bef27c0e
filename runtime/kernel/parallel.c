/* Parallel loops of compiled kernels, on whatever threads the program's tconv_parallel brings.
 *
 * A loop of any length becomes at most `threads` tasks. Each takes iterations from one counter until none is left, so uneven
 * iterations and late threads cost little; it tells its own workspace slot to the iterations that it runs. Iterations write
 * disjoint outputs and sum in their own order, so which task runs which changes no bit. */
#include "runtime.h"

typedef struct {
    tconv_loop_body body;
    uint8_t *closure;
    int64_t next, end; /* 64 bits: every task steps past the end once */
    int32_t status;
} loop;

static void run_task(void *argument, int index) {
    loop *l = (loop *)argument;
    tconv_call task = {0, index, TCONV_OK};
    for (;;) {
        const int64_t i = __atomic_fetch_add(&l->next, 1, __ATOMIC_RELAXED);
        if (i >= l->end) {
            return;
        }
        const int status = l->body(&task, (int)i, l->closure);
        if (status != 0) {
            __atomic_store_n(&l->status, status, __ATOMIC_RELAXED);
            return;
        }
    }
}

static int run_here(tconv_call *call, tconv_loop_body body, int first, int count, uint8_t *closure) {
    for (int i = 0; i < count && call->status == TCONV_OK; i++) {
        call->status = body(call, first + i, closure);
    }
    return call->status;
}

int tconv_parallel_for(void *context, tconv_loop_body body, int first, int count, uint8_t *closure) {
    tconv_call *call = (tconv_call *)context;
    const tconv_parallel *parallel = call->parallel;
    if (call->status != TCONV_OK) {
        return call->status; /* kernels without assertions go on to their next loop: nothing is to be done there */
    }
    if (!parallel || parallel->threads < 2 || count < 2) {
        return run_here(call, body, first, count, closure);
    }
    loop l = {body, closure, first, (int64_t)first + count, TCONV_OK};
    const int tasks = parallel->threads < count ? parallel->threads : count;
    if (parallel->run(parallel->context, run_task, &l, tasks) != 0) {
        call->status = TCONV_TASK_FAILED;
    } else {
        call->status = __atomic_load_n(&l.status, __ATOMIC_RELAXED);
    }
    return call->status;
}

int tconv_slot(const void *call) { return ((const tconv_call *)call)->slot; }

int tconv_threads(const tconv_parallel *parallel) {
    if (!parallel) {
        return 1;
    }
    return parallel->threads >= 1 && parallel->run ? parallel->threads : TCONV_BAD_THREADS;
}
