/* tconv_pool_create: threads that wait for tasks. A member of the archive of its own, so that a program that never asks for a
 * pool needs neither threads nor memory from the C library.
 *
 * One word, `ticket`, carries a job: its number in the high half, the next task's index in the low half (or `closed`). A thread
 * takes a task by compare-and-swap on it, so a thread that wakes up late can never take a task of a later job by the fields of
 * an earlier one: the fields change only while the ticket is closed. Threads look for work for a while before they sleep,
 * because the loops of a small layer are microseconds apart. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdlib.h>

#include "runtime.h"

enum { max_threads = 1024, patience = 4000 };
static const uint32_t closed = UINT32_MAX;

typedef struct {
    tconv_parallel parallel; /* first: its address is what the program holds */
    int busy;                /* a call uses the threads */
    uint64_t ticket;
    void (*task)(void *argument, int index);
    void *argument;
    uint32_t count;
    uint32_t unfinished;
    int stop, sleepers, owner_sleeps;
    pthread_mutex_t lock;
    pthread_cond_t wake, finished;
    int started;
    pthread_t threads[];
} pool;

static uint32_t job_of(uint64_t ticket) { return (uint32_t)(ticket >> 32); }
static uint32_t index_of(uint64_t ticket) { return (uint32_t)ticket; }

static void breathe(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static void finish_task(pool *p) {
    if (__atomic_sub_fetch(&p->unfinished, 1, __ATOMIC_SEQ_CST) == 0 &&
        __atomic_load_n(&p->owner_sleeps, __ATOMIC_SEQ_CST)) {
        pthread_mutex_lock(&p->lock);
        pthread_cond_signal(&p->finished);
        pthread_mutex_unlock(&p->lock);
    }
}

/* Takes and runs tasks of the current job until none is left to take. Returns the job's number. */
static uint32_t work(pool *p) {
    uint64_t ticket = __atomic_load_n(&p->ticket, __ATOMIC_ACQUIRE);
    for (;;) {
        void (*task)(void *, int) = __atomic_load_n(&p->task, __ATOMIC_RELAXED);
        void *argument = __atomic_load_n(&p->argument, __ATOMIC_RELAXED);
        const uint32_t count = __atomic_load_n(&p->count, __ATOMIC_RELAXED);
        const uint32_t index = index_of(ticket);
        if (index == closed || index >= count) {
            return job_of(ticket);
        }
        if (__atomic_compare_exchange_n(&p->ticket, &ticket, ticket + 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            task(argument, (int)index);
            finish_task(p);
            ticket = __atomic_load_n(&p->ticket, __ATOMIC_ACQUIRE);
        }
    }
}

/* Returns 1 when there is a job after `seen`, 0 when the pool ends. */
static int wait_for_job(pool *p, uint32_t seen) {
    for (int i = 0; i < patience; i++) {
        if (job_of(__atomic_load_n(&p->ticket, __ATOMIC_ACQUIRE)) != seen) {
            return 1;
        }
        breathe();
    }
    pthread_mutex_lock(&p->lock);
    __atomic_add_fetch(&p->sleepers, 1,
                       __ATOMIC_SEQ_CST); /* before the look at the ticket: run_tasks does the reverse */
    while (job_of(__atomic_load_n(&p->ticket, __ATOMIC_SEQ_CST)) == seen && !p->stop) {
        pthread_cond_wait(&p->wake, &p->lock);
    }
    __atomic_sub_fetch(&p->sleepers, 1, __ATOMIC_SEQ_CST);
    const int more = !p->stop;
    pthread_mutex_unlock(&p->lock);
    return more;
}

static void *thread_main(void *argument) {
    pool *p = (pool *)argument;
    uint32_t seen = 0;
    while (wait_for_job(p, seen)) {
        seen = work(p);
    }
    return 0;
}

static void wait_until_finished(pool *p) {
    for (int i = 0; i < patience; i++) {
        if (__atomic_load_n(&p->unfinished, __ATOMIC_ACQUIRE) == 0) {
            return;
        }
        breathe();
    }
    pthread_mutex_lock(&p->lock);
    __atomic_store_n(&p->owner_sleeps, 1,
                     __ATOMIC_SEQ_CST); /* before the look at the count: finish_task does the reverse */
    while (__atomic_load_n(&p->unfinished, __ATOMIC_SEQ_CST) != 0) {
        pthread_cond_wait(&p->finished, &p->lock);
    }
    __atomic_store_n(&p->owner_sleeps, 0, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&p->lock);
}

static int run_tasks(void *context, void (*task)(void *argument, int index), void *argument, int count) {
    pool *p = (pool *)context;
    int idle = 0;
    if (count < 2 || !__atomic_compare_exchange_n(&p->busy, &idle, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        for (int i = 0; i < count; i++) {
            task(argument, i);
        }
        return 0;
    }
    const uint32_t job = job_of(__atomic_load_n(&p->ticket, __ATOMIC_RELAXED)) + 1;
    __atomic_store_n(&p->task, task, __ATOMIC_RELAXED);
    __atomic_store_n(&p->argument, argument, __ATOMIC_RELAXED);
    __atomic_store_n(&p->count, (uint32_t)count, __ATOMIC_RELAXED);
    __atomic_store_n(&p->unfinished, (uint32_t)count, __ATOMIC_RELAXED);
    __atomic_store_n(&p->ticket, (uint64_t)job << 32, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&p->sleepers, __ATOMIC_SEQ_CST) != 0) {
        pthread_mutex_lock(&p->lock);
        pthread_cond_broadcast(&p->wake);
        pthread_mutex_unlock(&p->lock);
    }
    work(p);
    /* An exchange, not a store: what threads read for this job happens before what is written for the next. */
    __atomic_exchange_n(&p->ticket, (uint64_t)job << 32 | closed, __ATOMIC_ACQ_REL);
    wait_until_finished(p);
    __atomic_store_n(&p->busy, 0, __ATOMIC_RELEASE);
    return 0;
}

tconv_parallel *tconv_pool_create(int threads) {
    if (threads < 1 || threads > max_threads) {
        return 0;
    }
    pool *p = (pool *)calloc(1, sizeof(pool) + (size_t)(threads - 1) * sizeof(pthread_t));
    if (!p) {
        return 0;
    }
    p->parallel.threads = threads;
    p->parallel.run = run_tasks;
    p->parallel.context = p;
    p->ticket = closed;              /* job 0: the one that every thread has seen */
    pthread_mutex_init(&p->lock, 0); /* with default attributes none of these can fail on Linux */
    pthread_cond_init(&p->wake, 0);
    pthread_cond_init(&p->finished, 0);
    while (p->started < threads - 1) {
        if (pthread_create(&p->threads[p->started], 0, thread_main, p) != 0) {
            tconv_pool_destroy(&p->parallel);
            return 0;
        }
        p->started++;
    }
    return &p->parallel;
}

void tconv_pool_destroy(tconv_parallel *parallel) {
    if (!parallel) {
        return;
    }
    pool *p = (pool *)parallel->context;
    pthread_mutex_lock(&p->lock);
    p->stop = 1;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->started; i++) {
        pthread_join(p->threads[i], 0);
    }
    pthread_cond_destroy(&p->finished);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
