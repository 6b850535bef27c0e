// Heats: as many peers at once as memory holds.
#include "bench/comparison.h"

#include <algorithm>
#include <fstream>
#include <limits>

#include "bench/contenders/tconv.h"
#include "tconv/error.h"

namespace tconv::bench {

namespace {

/// What a peer may take: input, output and their like in other formats, and room for the system itself.
constexpr double kArraysOfPeer = 2.5;
constexpr double kBytesOfSystem = 300e6;

/// Memory that programs can still get, by the kernel's estimate; without bound where it gives none.
double available_bytes() {
    std::ifstream file("/proc/meminfo");
    for (std::string name, unit; file >> name;) {
        double kilobytes = 0;
        if (file >> kilobytes; name == "MemAvailable:") {
            return kilobytes * 1024;
        }
        std::getline(file, unit);
    }
    return std::numeric_limits<double>::infinity();
}

class Heats {
public:
    Heats(const std::vector<Contender *> &own, const Budget &budget, const Place &place)
        : own_(own), budget_(budget), place_(place) {
        comparison.threads = place.threads;
        comparison.own = own.size();
        for (const Contender *contender : own) {
            comparison.results.push_back({contender->name(), contender->note(), {}});
        }
    }

    void add(Contender *peer) { peers_.push_back(peer); }

    /// Times those who were added since the last heat, and releases them.
    void run() {
        if (peers_.empty() && ran_) {
            return;
        }
        std::vector<Contender *> contenders = own_;
        contenders.insert(contenders.end(), peers_.begin(), peers_.end());
        const std::vector<Samples> samples = time_interleaved(contenders, budget_, place_);
        for (size_t i = 0; i < contenders.size(); i++) {
            if (i < own_.size()) {
                std::vector<double> &all = comparison.results[i].samples.seconds;
                all.insert(all.end(), samples[i].seconds.begin(), samples[i].seconds.end());
                comparison.results[i].samples.calls = samples[i].calls;
            } else if (samples[i].fault.empty() && !samples[i].seconds.empty()) {
                comparison.results.push_back({contenders[i]->name(), contenders[i]->note(), samples[i]});
            } else {
                comparison.refusals.push_back({contenders[i]->name(), samples[i].fault});
            }
        }
        for (Contender *peer : peers_) {
            release(*peer);
        }
        comparison.clock_drift = std::max(comparison.clock_drift, samples.back().median() / samples.back().least() - 1);
        peers_.clear();
        ran_ = true;
    }

    static void release(Contender &contender) {
        try {
            contender.release();
        } catch (const Error &) {
            // It has ended, and its memory with it.
        }
    }

    Comparison comparison;

private:
    std::vector<Contender *> own_, peers_;
    Budget budget_;
    Place place_;
    bool ran_ = false;
};

}  // namespace

Comparison compare(Task task, const std::vector<std::unique_ptr<CompiledLayer>> &layers,
                   const std::vector<Contender *> &peers, const Budget &budget, const Place &place) {
    const PinnedToCore pinned(place.core);
    std::vector<std::unique_ptr<Contender>> own;
    std::vector<Contender *> pointers;
    for (const std::unique_ptr<CompiledLayer> &layer : layers) {
        own.push_back(make_tconv(*layer, place));
        own.back()->prepare(task);
        pointers.push_back(own.back().get());
        if (task.expected.empty()) {
            task.expected = own.back()->output();  // its own memory, for as long as it is prepared
        }
    }
    Heats heats(pointers, budget, place);
    const double needed = kArraysOfPeer * static_cast<double>(task.arrays.bytes()) + kBytesOfSystem;
    for (Contender *peer : peers) {
        if (available_bytes() < needed) {
            heats.run();
        }
        try {
            peer->prepare(task);
            heats.add(peer);
        } catch (const Error &error) {
            heats.comparison.refusals.push_back({peer->name(), error.what()});
            Heats::release(*peer);
        }
    }
    heats.run();
    return heats.comparison;
}

}  // namespace tconv::bench
