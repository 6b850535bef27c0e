/* What both guests share: arrays of numbers that follow from their size alone, and the output as a file. */
#ifndef ARRAYS_H
#define ARRAYS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static inline float *array_of(size_t count) {
    const size_t bytes = (count * sizeof(float) + 127) / 64 * 64; /* a line more than is asked for: XNNPACK reads beyond arrays */
    float *array = (float *)aligned_alloc(64, bytes);
    if (!array)
        exit(3);
    for (size_t i = 0; i < bytes / sizeof(float); i++)
        array[i] = 0;
    return array;
}

/* In [-1, 1), the same in every program. */
static inline float *random_array(size_t count, uint32_t seed) {
    float *array = array_of(count);
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1664525u + 1013904223u;
        array[i] = (float)(seed >> 8) / (float)(1 << 23) - 1.0f;
    }
    return array;
}

static inline int write_array(const char *path, const float *array, size_t count) {
    FILE *file = fopen(path, "wb");
    if (!file)
        return 1;
    const size_t written = fwrite(array, sizeof(float), count, file);
    return fclose(file) != 0 || written != count;
}

#endif
