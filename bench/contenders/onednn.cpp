// oneDNN, by way of its peer process.
#include <algorithm>
#include <sstream>

#include "bench/check.h"
#include "bench/contender.h"
#include "bench/process.h"

namespace tconv::bench {

namespace {

/// Everything that either build goes by: the SYCL build sees no processor without the OpenCL driver's name, and takes its
/// thread count from there; the other one has OpenMP's variable.
std::vector<std::string> environment(const std::filesystem::path &library, const Place &place) {
    const std::string count = std::to_string(place.threads);
    return {"LD_LIBRARY_PATH=" + library.string(),
            "OCL_ICD_FILENAMES=" + (library / "libintelocl.so").string(),
            "ONEAPI_DEVICE_SELECTOR=opencl:cpu",
            "DPCPP_CPU_NUM_CUS=" + count,
            "OMP_NUM_THREADS=" + count,
            std::string("ONEDNN_PEER_CLOCK=") + (place.clock == Clock::passed ? "passed" : "processor")};
}

std::filesystem::path peer_program() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "onednn_peer";
}

std::string problem_text(const Problem &problem) {
    std::ostringstream out;
    out << problem.batch << ' ' << problem.channels << ' ' << problem.filters << ' ' << problem.groups << ' '
        << (problem.layout == Layout::channels_last ? "last" : "first") << ' ' << problem.bias;
    for (const Axis &axis : problem.axes) {
        out << ' ' << axis.input << ' ' << axis.kernel << ' ' << axis.stride << ' ' << axis.dilation << ' '
            << axis.crop_begin << ' ' << axis.crop_end;
    }
    return out.str();
}

class OneDnn : public Contender {
public:
    OneDnn(const std::string &name, const std::filesystem::path &library, const Place &place) : name_(name) {
        pin_to_core(place.core);
        peer_ = std::make_unique<LineProcess>(peer_program(), environment(library, place));
        pin_to_core(-1);
    }

    std::string name() const override { return name_; }
    std::string note() const override { return note_; }

    void prepare(const Task &task) override {
        arrays_ = &task.arrays;
        // Some paths of some versions compute wrong values (2023.2: channels last, small images, kernel 4, stride 2): the next
        // format takes their place.
        std::string faults;
        for (const Format &format : formats_by_speed(task)) {
            note_ = format.name + ", " + load(task, format.name);
            try {
                check_same(task.problem, task.expected, output());
                return;
            } catch (const Error &error) {
                faults += (faults.empty() ? "" : "; ") + note_ + ": " + error.what();
            }
        }
        throw Error(faults);
    }

    double run(int64_t count) override { return std::stod(ask("run " + std::to_string(count))); }

    std::span<const float> output() override {
        ask("output");
        return arrays_->output();
    }

    void release() override { ask("release"); }

private:
    struct Format {
        std::string name;
        double seconds;
    };

    std::string load(const Task &task, const std::string &format) {
        return ask("load " + task.arrays.path() + " " + format + " " + problem_text(task.problem));
    }

    /// The least time of a few calls decides.
    std::vector<Format> formats_by_speed(const Task &task) {
        std::vector<Format> formats;
        for (const char *name : {"any", "last", "first"}) {
            load(task, name);
            double least = run(1), total = least;
            for (int round = 1; round < 3 || (total < 0.05 && round < 50); round++) {
                const double seconds = run(1);
                least = std::min(least, seconds);
                total += seconds;
            }
            formats.push_back({name, least});
        }
        std::ranges::sort(formats, {}, &Format::seconds);
        return formats;
    }

    /// What the peer says behind its `ok`.
    std::string ask(const std::string &line) {
        const std::string answer = peer_->ask(line);
        if (!answer.starts_with("ok")) {
            throw Error(name_ + ": " + answer);
        }
        return answer.substr(std::min<size_t>(3, answer.size()));
    }

    std::string name_, note_;
    std::unique_ptr<LineProcess> peer_;
    SharedArrays *arrays_ = nullptr;
};

}  // namespace

std::unique_ptr<Contender> make_onednn(const std::string &name, const std::filesystem::path &library,
                                       const Place &place) {
    return std::make_unique<OneDnn>(name, library, place);
}

}  // namespace tconv::bench
