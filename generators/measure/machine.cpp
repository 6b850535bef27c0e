// The machine's limits: multiply-adds from registers, reads and copies of arrays that fill a cache or none.
#include "generators/measure/machine.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "tconv/error.h"

namespace tconv::measure {

namespace {

// Loops in assembly: a C loop with this many accumulators may spill, and then measures the stack.
#define TCONV_REPEAT_12(STEP)                                                                                          \
    STEP(0) STEP(1) STEP(2) STEP(3) STEP(4) STEP(5) STEP(6) STEP(7) STEP(8) STEP(9) STEP(10) STEP(11)
#define TCONV_REPEAT_24(STEP)                                                                                          \
    TCONV_REPEAT_12(STEP)                                                                                              \
    STEP(12) STEP(13) STEP(14) STEP(15) STEP(16) STEP(17) STEP(18) STEP(19) STEP(20) STEP(21) STEP(22) STEP(23)

#define TCONV_CLEAR_YMM(n) "vxorps %%ymm" #n ", %%ymm" #n ", %%ymm" #n "\n\t"
#define TCONV_CLEAR_ZMM(n) "vpxord %%zmm" #n ", %%zmm" #n ", %%zmm" #n "\n\t"
#define TCONV_FMA_YMM(n) "vfmadd231ps %%ymm15, %%ymm14, %%ymm" #n "\n\t"
#define TCONV_FMA_ZMM(n) "vfmadd231ps %%zmm31, %%zmm30, %%zmm" #n "\n\t"
#define TCONV_CLOBBER_0_15                                                                                             \
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",         \
        "xmm13", "xmm14", "xmm15"
#define TCONV_CLOBBER_16_31                                                                                            \
    "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", "xmm26", "xmm27",        \
        "xmm28", "xmm29", "xmm30", "xmm31"

/// 12 independent accumulators: with 16 registers no more fit beside the factors, and they cover the latency twice.
__attribute__((target("avx2,fma"))) void multiply_add_avx2(int64_t rounds) {
    asm volatile("vxorps %%ymm14, %%ymm14, %%ymm14\n\tvxorps %%ymm15, %%ymm15, %%ymm15\n\t"  //
                 TCONV_REPEAT_12(TCONV_CLEAR_YMM)                                            //
                 "1:\n\t" TCONV_REPEAT_12(TCONV_FMA_YMM) TCONV_REPEAT_12(TCONV_FMA_YMM)      //
                 "dec %0\n\tjnz 1b\n\tvzeroupper"
                 : "+r"(rounds)
                 :
                 : "cc", TCONV_CLOBBER_0_15);
}

__attribute__((target("avx512f"))) void multiply_add_avx512(int64_t rounds) {
    asm volatile("vpxord %%zmm30, %%zmm30, %%zmm30\n\tvpxord %%zmm31, %%zmm31, %%zmm31\n\t"  //
                 TCONV_REPEAT_24(TCONV_CLEAR_ZMM)                                            //
                 "1:\n\t" TCONV_REPEAT_24(TCONV_FMA_ZMM)                                     //
                 "dec %0\n\tjnz 1b\n\tvzeroupper"
                 : "+r"(rounds)
                 :
                 : "cc", TCONV_CLOBBER_0_15, TCONV_CLOBBER_16_31);
}

/// Reads `bytes` (a multiple of kReadStep, and not 0) from `data`.
__attribute__((target("avx2"))) void read_avx2(const float *data, int64_t bytes) {
    asm volatile(
        "1:\n\t"
        "vmovaps (%0), %%ymm0\n\tvmovaps 32(%0), %%ymm1\n\tvmovaps 64(%0), %%ymm2\n\tvmovaps 96(%0), %%ymm3\n\t"
        "vmovaps 128(%0), %%ymm4\n\tvmovaps 160(%0), %%ymm5\n\tvmovaps 192(%0), %%ymm6\n\t"
        "vmovaps 224(%0), %%ymm7\n\t"
        "add $256, %0\n\tsub $256, %1\n\tjnz 1b\n\tvzeroupper"
        : "+r"(data), "+r"(bytes)
        :
        : "cc", "memory", TCONV_CLOBBER_0_15);
}

__attribute__((target("avx512f"))) void read_avx512(const float *data, int64_t bytes) {
    asm volatile(
        "1:\n\t"
        "vmovaps (%0), %%zmm0\n\tvmovaps 64(%0), %%zmm1\n\tvmovaps 128(%0), %%zmm2\n\tvmovaps 192(%0), %%zmm3\n\t"
        "add $256, %0\n\tsub $256, %1\n\tjnz 1b\n\tvzeroupper"
        : "+r"(data), "+r"(bytes)
        :
        : "cc", "memory", TCONV_CLOBBER_0_15);
}

struct Instructions {
    const char *name;
    int64_t flops_per_round;
    void (*multiply_add)(int64_t rounds);
    void (*read)(const float *data, int64_t bytes);
};

/// What a round of the loops that read takes.
constexpr int64_t kReadStep = 256;

constexpr Instructions kAvx512 = {"AVX-512", int64_t{24} * 16 * 2, multiply_add_avx512, read_avx512};
constexpr Instructions kAvx2 = {"AVX2 with FMA", int64_t{24} * 8 * 2, multiply_add_avx2, read_avx2};

const Instructions &best_instructions() {
    if (__builtin_cpu_supports("avx512f")) {
        return kAvx512;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return kAvx2;
    }
    throw Error("this processor has neither AVX-512 nor AVX2 with FMA: the benchmark needs one of them");
}

/// Work per second, the best of `rounds`: each thread pinned to a core of its own does `work(thread)`, all at once.
double best_rate(int threads, int rounds, double amount, const std::function<void(int)> &work) {
    double least = 1e30;
    for (int round = 0; round < rounds; round++) {
        std::atomic<int> ready{0};
        std::vector<double> starts(threads), ends(threads);
        std::vector<std::thread> team;
        for (int thread = 0; thread < threads; thread++) {
            team.emplace_back([&, thread] {
                const PinnedToCore pinned(last_core() - thread);
                work(thread);  // caches, clock
                ready++;
                while (ready < threads) {
                }
                starts[thread] = seconds_now();
                work(thread);
                ends[thread] = seconds_now();
            });
        }
        for (std::thread &thread : team) {
            thread.join();
        }
        least = std::min(least,
                         *std::max_element(ends.begin(), ends.end()) - *std::min_element(starts.begin(), starts.end()));
    }
    return amount * threads / least;
}

double peak_gflops(const Instructions &instructions, int threads) {
    const int64_t rounds = 200'000;  // some milliseconds: short enough to fall between what else the machine does
    return best_rate(threads, 40, static_cast<double>(rounds * instructions.flops_per_round),
                     [&](int) { instructions.multiply_add(rounds); }) /
           1e9;
}

using Buffer = std::unique_ptr<float, decltype(&std::free)>;
Buffer make_buffer(int64_t bytes) {
    constexpr int64_t kPage = 4096;
    const int64_t whole = (bytes + kPage - 1) / kPage * kPage;  // as aligned_alloc wants it
    Buffer buffer(static_cast<float *>(std::aligned_alloc(kPage, static_cast<size_t>(whole))), &std::free);
    if (!buffer)
        throw Error("cannot get " + std::to_string(whole >> 10) + " KiB of memory to measure this machine with");
    std::memset(buffer.get(), 1, static_cast<size_t>(bytes));  // so that every page is there
    return buffer;
}

double read_gbs(const Instructions &instructions, int threads, int64_t bytes, int passes) {
    std::vector<Buffer> buffers;
    for (int thread = 0; thread < threads; thread++) {
        buffers.push_back(make_buffer(bytes));
    }
    return best_rate(threads, 12, static_cast<double>(bytes) * passes,
                     [&](int thread) {
                         for (int pass = 0; pass < passes; pass++) {
                             instructions.read(buffers[thread].get(), bytes);
                         }
                     }) /
           1e9;
}

double copy_gbs(int threads) {
    const int64_t bytes = int64_t{256} << 20;
    const int64_t share = bytes / threads / 4096 * 4096;
    const Buffer from = make_buffer(bytes), to = make_buffer(bytes);
    return best_rate(threads, 5, 2.0 * static_cast<double>(share),
                     [&](int thread) {
                         const int64_t begin = thread * share / static_cast<int64_t>(sizeof(float));
                         std::memcpy(to.get() + begin, from.get() + begin, static_cast<size_t>(share));
                     }) /
           1e9;
}

cpu_set_t allowed_at_start() {
    cpu_set_t set;
    sched_getaffinity(0, sizeof set, &set);
    return set;
}
const cpu_set_t kAllowed = allowed_at_start();

}  // namespace

int64_t share_to_read(int64_t bytes, int cores) { return std::max(bytes / cores / kReadStep, int64_t{1}) * kReadStep; }

double seconds_now(Clock clock) {
    timespec time{};
    clock_gettime(clock == Clock::passed ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

int last_core() {
    int core = 0;
    for (int candidate = 0; candidate < CPU_SETSIZE; candidate++) {
        if (CPU_ISSET(candidate, &kAllowed)) {
            core = candidate;
        }
    }
    return core;
}

PinnedToCore::PinnedToCore(int core) {
    sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t set = kAllowed;
    if (core >= 0) {
        CPU_ZERO(&set);
        CPU_SET(core, &set);
    }
    sched_setaffinity(0, sizeof set, &set);  // where it is not allowed, the thread runs where it did
}

PinnedToCore::~PinnedToCore() { sched_setaffinity(0, sizeof before_, &before_); }

Machine measure_machine() {
    const Instructions &instructions = best_instructions();
    Machine machine;
    machine.processor = processor_name();
    machine.instructions = instructions.name;
    machine.cores = CPU_COUNT(&kAllowed);
    machine.peak_gflops = peak_gflops(instructions, 1);
    machine.peak_gflops_all = peak_gflops(instructions, machine.cores);
    machine.dram_gbs = copy_gbs(1);
    machine.dram_gbs_all = copy_gbs(machine.cores);
    const int64_t l3_bytes = int64_t{16} << 20, l2_bytes = int64_t{512} << 10;
    machine.l3_gbs = read_gbs(instructions, 1, l3_bytes, 2);
    machine.l3_gbs_all =
        read_gbs(instructions, machine.cores, share_to_read(l3_bytes, machine.cores), 2 * machine.cores);
    machine.l2_gbs = read_gbs(instructions, 1, l2_bytes, 64);
    return machine;
}

MachineLimits limits_of(const Machine &machine, int threads) {
    const double share = machine.cores > 1 ? std::min(1.0, (threads - 1.0) / (machine.cores - 1.0)) : 0;
    const auto between = [&](double one, double all) { return one + share * (all - one); };
    return {between(machine.peak_gflops, machine.peak_gflops_all), between(machine.dram_gbs, machine.dram_gbs_all),
            between(machine.l3_gbs, machine.l3_gbs_all)};
}

double roofline_seconds(const Machine &machine, double flops, double bytes, int threads) {
    const MachineLimits limits = limits_of(machine, threads);
    return std::max(flops / limits.peak_gflops, bytes / (bytes <= 32e6 ? limits.l3_gbs : limits.dram_gbs)) / 1e9;
}

double calibration_seconds(int repetitions) {
    const double start = seconds_now();
    for (int repetition = 0; repetition < repetitions; repetition++) {
        best_instructions().multiply_add(150'000);
    }
    return seconds_now() - start;
}

}  // namespace tconv::measure
