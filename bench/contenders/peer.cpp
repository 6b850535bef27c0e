// Formats are tried in the order of their speed until one gives the right result.
#include "bench/contenders/peer.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>

#include "bench/check.h"
#include "bench/process.h"

namespace tconv::bench {

namespace {

// What takes longer on one layer is no contender, and nobody waits for it.
constexpr double kLimitSeconds = 60;
// Calls by which formats are compared: two of them, and more for some milliseconds.
constexpr double kTrialSeconds = 0.03;
constexpr int kMostTrials = 30;

class Peer : public Contender {
public:
    Peer(PeerProgram program, const Place &place) : program_(std::move(program)), place_(place) {
        try {
            start();
        } catch (const Error &) {
            // prepare() tries again, and says what is wrong.
        }
    }

    std::string name() const override { return program_.name; }
    std::string note() const override { return note_; }

    void prepare(const Task &task) override {
        if (!process_ || !process_->alive()) {
            start();
        }
        arrays_ = &task.arrays;
        std::string faults;
        for (const std::string &format : formats_by_speed(task, faults)) {
            try {
                if (format != loaded_) {
                    load(task, format);
                }
                check_output(task, output());
                return;
            } catch (const Error &error) {
                add_fault(faults, format, error);
            }
        }
        throw Error(faults);
    }

    double run(int64_t count) override { return ask_seconds("run " + std::to_string(count)); }

    std::span<const float> output() override {
        output_seconds_ = ask_seconds("output");
        return arrays_->output();
    }

    double output_seconds() const override { return output_seconds_; }

    void release() override {
        loaded_.clear();
        if (process_ && process_->alive()) {
            ask("release");
        }
    }

private:
    void start() {
        std::vector<std::string> environment = program_.environment;
        environment.push_back("PEER_THREADS=" + std::to_string(place_.threads));
        environment.push_back(std::string("PEER_CLOCK=") + (place_.clock == Clock::passed ? "passed" : "processor"));
        const PinnedToCore pinned(place_.core);
        process_.reset();
        process_.emplace(program_.command, environment);
    }

    void load(const Task &task, const std::string &format) {
        loaded_.clear();
        const std::string how = ask("load " + task.arrays.path() + " " + format + " " + problem_words(task.problem));
        note_ = (program_.formats.size() > 1 ? format + ", " : "") + how;
        loaded_ = format;
    }

    /// The least time of a few calls decides. A format that fails is a fault.
    std::vector<std::string> formats_by_speed(const Task &task, std::string &faults) {
        if (program_.formats.size() == 1) {
            return program_.formats;
        }
        std::vector<std::pair<double, std::string>> formats;
        for (const std::string &format : program_.formats) {
            try {
                load(task, format);
                double least = run(1), total = least;
                for (int trial = 1; trial < 2 || (total < kTrialSeconds && trial < kMostTrials); trial++) {
                    const double seconds = run(1);
                    least = std::min(least, seconds);
                    total += seconds;
                }
                formats.emplace_back(least, format);
            } catch (const Error &error) {
                add_fault(faults, format, error);
                if (!process_->alive()) {
                    start();
                }
            }
        }
        std::ranges::sort(formats);
        std::vector<std::string> names;
        for (const auto &[seconds, format] : formats) {
            names.push_back(format);
        }
        return names;
    }

    void add_fault(std::string &faults, const std::string &format, const Error &error) const {
        if (faults.find(error.what()) == std::string::npos) {
            faults += (faults.empty() ? "" : "; ") + (program_.formats.size() > 1 ? format + ": " : "") + error.what();
        }
    }

    /// What the peer says behind its `ok`.
    std::string ask(const std::string &line) {
        const std::string answer = process_->ask(line, kLimitSeconds);
        if (answer == "ok" || answer.starts_with("ok ")) {
            return answer.substr(std::min<size_t>(3, answer.size()));
        }
        throw Error(answer.starts_with("error ") ? answer.substr(6) : "not an answer: '" + answer + "'");
    }

    double ask_seconds(const std::string &line) {
        const std::string answer = ask(line);
        double seconds = 0;
        const auto [end, status] = std::from_chars(answer.data(), answer.data() + answer.size(), seconds);
        if (status != std::errc() || end != answer.data() + answer.size() || !(seconds >= 0)) {
            throw Error("the answer to " + line + " is '" + answer + "': must be seconds, 0 or more");
        }
        return seconds;
    }

    PeerProgram program_;
    Place place_;
    double output_seconds_ = 0;
    std::optional<LineProcess> process_;
    SharedArrays *arrays_ = nullptr;
    std::string loaded_, note_;
};

}  // namespace

std::string problem_words(const Problem &problem) {
    std::ostringstream out;
    out << problem.batch << ' ' << problem.channels << ' ' << problem.filters << ' ' << problem.groups << ' '
        << (problem.layout == Layout::channels_last ? "last" : "first") << ' ' << problem.bias;
    for (const Axis &axis : problem.axes) {
        out << ' ' << axis.input << ' ' << axis.kernel << ' ' << axis.stride << ' ' << axis.dilation << ' '
            << axis.crop_begin << ' ' << axis.crop_end;
    }
    return out.str();
}

std::unique_ptr<Contender> make_peer(PeerProgram program, const Place &place) {
    return std::make_unique<Peer>(std::move(program), place);
}

}  // namespace tconv::bench
