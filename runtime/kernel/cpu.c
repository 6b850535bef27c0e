/* What this processor can run. Asked once and kept: cpuid traps to the hypervisor in a virtual machine (microseconds, where a
 * small layer takes one). Threads that ask at the same time all find the same answer. */
#include "runtime.h"

#if defined(__x86_64__)
#include <cpuid.h>

static uint32_t enabled_state(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    (void)high;
    return low;
}

static int all(uint32_t value, uint32_t bits) { return (value & bits) == bits; }

static int find_level(void) {
    enum { ymm_state = 0x6, zmm_state = 0xe6 }; /* what the operating system must save (XCR0) */
    const uint32_t avx512 = bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL | bit_AVX512CD;
    uint32_t a, b, c, d, b7, c7, d7;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !all(c, bit_SSE4_1)) {
        return 0;
    }
    if (!all(c, bit_AVX | bit_FMA | bit_F16C | bit_OSXSAVE) || !all(enabled_state(), ymm_state) ||
        !__get_cpuid_count(7, 0, &a, &b7, &c7, &d7) || !all(b7, bit_AVX2)) {
        return 1;
    }
    return all(b7, avx512) && all(enabled_state(), zmm_state) ? 3 : 2;
}
#else
static int find_level(void) { return 0; }
#endif

int tconv_cpu_level(void) {
    static int known; /* level + 1; 0: not asked yet */
    int level = __atomic_load_n(&known, __ATOMIC_RELAXED);
    if (level == 0) {
        level = find_level() + 1;
        __atomic_store_n(&known, level, __ATOMIC_RELAXED);
    }
    return level - 1;
}
