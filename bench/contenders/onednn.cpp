// oneDNN, by way of its peer process.
#include <algorithm>
#include <sstream>

#include "bench/contender.h"
#include "bench/machine.h"
#include "bench/process.h"

namespace tconv::bench {

namespace {

/// Everything that either build goes by: the SYCL build sees no processor without the OpenCL driver's name, and takes its
/// thread count from there; the other one has OpenMP's variable.
std::vector<std::string> environment(const std::filesystem::path &library, int threads) {
    const std::string count = std::to_string(threads);
    return {"LD_LIBRARY_PATH=" + library.string(), "OCL_ICD_FILENAMES=" + (library / "libintelocl.so").string(),
            "ONEAPI_DEVICE_SELECTOR=opencl:cpu", "DPCPP_CPU_NUM_CUS=" + count, "OMP_NUM_THREADS=" + count};
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
        peer_ = std::make_unique<LineProcess>(peer_program(), environment(library, place.threads));
        pin_to_core(-1);
    }

    std::string name() const override { return name_; }
    std::string note() const override { return note_; }

    void prepare(const Task &task) override {
        std::istringstream answer(ask("load " + task.arrays.path() + " best " + problem_text(task.problem)));
        std::string format, milliseconds, implementation;
        answer >> format >> milliseconds >> implementation;
        note_ = format + ", " + implementation;
        arrays_ = &task.arrays;
    }

    double run(int64_t count) override { return std::stod(ask("run " + std::to_string(count))); }

    std::span<const float> output() override {
        ask("output");
        return arrays_->output();
    }

    void release() override { ask("release"); }

private:
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

std::unique_ptr<Contender> make_onednn(const std::string &name, const std::filesystem::path &library, const Place &place) {
    return std::make_unique<OneDnn>(name, library, place);
}

}  // namespace tconv::bench
