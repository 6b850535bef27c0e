/* Times a compiled layer, beside the best that this machine could do. */
#ifndef EXAMPLES_TIMING_H
#define EXAMPLES_TIMING_H

#include <stddef.h>

#include "tconv/kernel.h"

/* A layer of fixed sizes, ready to run: two functions of its generated header, and buffers as its run function takes them. */
struct timed_layer {
    int (*workspace_size)(const int64_t *input_shape, int threads, int64_t *bytes);
    int (*run)(const void *packed, const int64_t *input_shape, const float *x, float *y, void *workspace,
               const tconv_parallel *parallel);
    const void *packed;
    const float *x;
    float *y;
    size_t packed_bytes, x_bytes, y_bytes;
    double macs; /* multiply-adds of one run */
};

/* Prints, for one thread and for as many as there are processors, the time of a run and the machine's bound: no program that
 * multiplies as the definition does can be faster on those threads than the larger of the time for the multiply-adds from registers, and the time to read `packed`
 * and `x` and fill `y` without computing anything. The contents of y are lost. Returns a tconv status. */
int time_layer(const struct timed_layer *layer);

#endif
