/* What compiled kernels call, beside the public functions of tconv/kernel.h. Private to tconv: the compiler emits these calls
 * (generators/compile), this archive answers them, and both change together. */
#ifndef TCONV_RUNTIME_H
#define TCONV_RUNTIME_H

#include <stdint.h>

#include "tconv/kernel.h"

/* One call of a kernel, or one task of it: the context that Halide hands through to every loop body. The entry point builds it
 * in the compiled library (generators/compile/entry.cpp), so its layout is fixed: 16 bytes where pointers have 8. */
typedef struct tconv_call {
    const tconv_parallel *parallel; /* NULL: on the caller's thread alone, also inside a task */
    int32_t slot;                   /* which part of the workspace this task owns */
    int32_t status;                 /* the first failure of a parallel loop */
} tconv_call;

/* The body of a parallel loop as Halide compiles it: one iteration; not 0 where it failed. */
typedef int (*tconv_loop_body)(void *call, int index, uint8_t *closure);

/* Runs body(.., index, closure) for every index in [first, first + count); 0 or the status that is now in the call. */
int tconv_parallel_for(void *call, tconv_loop_body body, int first, int count, uint8_t *closure);

/* The workspace slot of a task. */
int tconv_slot(const void *call);

/* 1 for NULL, else the thread count, or TCONV_BAD_THREADS where it cannot be used. */
int tconv_threads(const tconv_parallel *parallel);

/* The best of what kernels are compiled for that this processor and its operating system run.
 * x86-64: 0 none of these, 1 SSE4.1, 2 AVX2 with FMA and F16C, 3 AVX-512 F, DQ, BW, VL and CD. */
int tconv_cpu_level(void);

#endif
