/* A program without a C library: all that a compiled layer and the kernel runtime ask for is memset and memcpy. It links
 * statically with -nostdlib, so one more undefined symbol fails the build. */
#include <stddef.h>

#include "fixed.h"

void *memset(void *to, int value, size_t n);
void *memcpy(void *to, const void *from, size_t n);
void _start(void);

void *memset(void *to, int value, size_t n) {
    for (volatile char *p = to; n-- > 0;) {
        *p++ = (char)value;
    }
    return to;
}

void *memcpy(void *to, const void *from, size_t n) {
    volatile char *p = to;
    for (const char *q = from; n-- > 0;) {
        *p++ = *q++;
    }
    return to;
}

static float weights[24 * 40 * 16], bias[40];
static float x[2 * 9 * 11 * 24] __attribute__((aligned(64)));
static float y[2 * 18 * 22 * 40] __attribute__((aligned(64)));
static char packed[FIXED_PACKED_BYTES] __attribute__((aligned(64)));
static char workspace[FIXED_WORKSPACE_BYTES + 1] __attribute__((aligned(64)));

static int check(void) {
    bias[39] = 3.0f;
    int status = fixed_pack(weights, bias, packed);
    status |= fixed_run(packed, NULL, x, y, workspace, NULL);
    return status == TCONV_OK && y[39] == 3.0f && y[38] == 0.0f ? 0 : 1;
}

__attribute__((force_align_arg_pointer)) void _start(void) {
    const long status = check();
    __asm__ volatile("syscall" : : "a"(60L), "D"(status) : "rcx", "r11", "memory"); /* exit */
    for (;;) {
    }
}
