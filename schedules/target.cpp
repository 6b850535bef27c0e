// The rows of the table of targets. A new machine is a row here, and a file with its default rules beside x86.cpp unless those of
// another one serve it.
#include "schedules/target.h"

#include "runtime/problem/message.h"
#include "schedules/defaults.h"

namespace tconv {

namespace {

// Cache sizes are the smaller of what current server cores have (Zen 4 and 5, Sapphire Rapids): a default that fits
// them is safe everywhere. Features that a later one implies are still named: Halide does not show implied ones.
const InstructionSet kAvx512{
    "avx512",     "x86-64-linux-avx-avx2-avx512-avx512_skylake-f16c-fma-sse41", 16, 32, 32 << 10, 1 << 20, false, 3,
    &x86_defaults};
const InstructionSet kAvx2{"avx2",       "x86-64-linux-avx-avx2-f16c-fma-sse41", 8, 16, 32 << 10, 256 << 10, false, 2,
                           &x86_defaults};
const InstructionSet kSse41{"sse41", "x86-64-linux-sse41", 4, 16, 32 << 10, 256 << 10, false, 1, &x86_defaults};

// Caches of small cores (Cortex-A53, A55: 32 KB, 128 to 512 KB among all).
const InstructionSet kNeon{"neon", "arm-64-linux", 4, 32, 32 << 10, 256 << 10, true, 0, &arm_defaults};

}  // namespace

const std::vector<Target> &targets() {
    static const std::vector<Target> table = {
        {"x86-64-linux",
         "x86-64, Linux: AVX-512, AVX2 and SSE4.1 in one library, picked when it runs",
         {&kAvx512, &kAvx2, &kSse41}},
        {"x86-64-linux-avx512", "x86-64, Linux: AVX-512 (F, CD, BW, DQ, VL) only", {&kAvx512}},
        {"x86-64-linux-avx2", "x86-64, Linux: AVX2 and FMA only", {&kAvx2}},
        {"x86-64-linux-sse41", "x86-64, Linux: SSE4.1 only", {&kSse41}},
        {"arm-64-linux", "AArch64, Linux: NEON", {&kNeon}},
    };
    return table;
}

const Target &find_target(const std::string &name) {
    for (const Target &target : targets()) {
        if (name == target.name)
            return target;
    }
    reject("target", quoted(name), "one of " + listed(targets(), &Target::name));
}

const Target &default_target() { return targets().front(); }

}  // namespace tconv
