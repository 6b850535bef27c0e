// What this machine can do at most, measured: the yardsticks that kernels are held against.
#pragma once

#include <sched.h>

#include <cstdint>
#include <iosfwd>
#include <string>

namespace tconv::measure {

struct Machine {
    std::string processor;       ///< as /proc/cpuinfo names it
    std::string instructions;    ///< what the peak was measured with: "AVX-512", "AVX2 with FMA"
    int cores = 1;               ///< that this process may run on
    double peak_gflops = 0;      ///< fused multiply-adds, one thread, two operations each
    double peak_gflops_all = 0;  ///< every core at once
    double dram_gbs = 0;         ///< a copy of 256 MB, bytes read and written, one thread
    double dram_gbs_all = 0;
    double l3_gbs = 0;      ///< reading 16 MB over and over, one thread
    double l3_gbs_all = 0;  ///< each core its own share of it
    double l2_gbs = 0;      ///< reading 512 KB over and over, one thread
};

/// The `model name` of x86's /proc/cpuinfo; "unknown" where it has none, as on other processors, or an empty one.
std::string processor_name(std::istream &cpuinfo);
/// This machine's.
std::string processor_name();

/// Each core's share of an array that all of them read: whole steps of the loop that reads, which would run past the end of anything else.
int64_t share_to_read(int64_t bytes, int cores);

/// Takes about a second and a half. Throws Error on a processor without AVX2 and FMA.
Machine measure_machine();

/// What so many threads have: what one has, and their share of what all have more.
struct MachineLimits {
    double peak_gflops, dram_gbs, l3_gbs;
};
MachineLimits limits_of(const Machine &, int threads);

/// The least time that any implementation needs on so many threads: its multiply-adds at the peak, or its bytes at the bandwidth of the
/// memory that holds them (L3 up to 32 MB, DRAM above), whichever is longer.
double roofline_seconds(const Machine &, double flops, double bytes, int threads);

/// A loop of fixed work (about a millisecond of multiply-adds): its time tells how the clock drifts beside other measurements.
double calibration_seconds(int repetitions);

/// Runs the calling thread on this core alone (-1: on every core that the process may use), and where it ran before at the end. What it
/// starts meanwhile stays there.
class PinnedToCore {
public:
    explicit PinnedToCore(int core);
    ~PinnedToCore();
    PinnedToCore(const PinnedToCore &) = delete;
    PinnedToCore &operator=(const PinnedToCore &) = delete;

private:
    cpu_set_t before_;
};
/// The cores that the process may use, in order, as they were at its start.
int last_core();

/// What times are measured by: time passed, or the processor time of this process, for one thread on a machine that others use too.
enum class Clock { passed, processor };
double seconds_now(Clock clock = Clock::passed);

}  // namespace tconv::measure
