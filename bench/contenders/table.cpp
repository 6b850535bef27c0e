// Rows, and what is common to the processes of oneDNN and of the Python systems.
#include "bench/contenders/table.h"

#include <fnmatch.h>

#include <sstream>

#include "generators/cli/text.h"
#include "runtime/problem/message.h"

namespace tconv::bench {

namespace {

// Memory that the heap got once stays: without the second variable each call would give its top back, and get it anew.
constexpr char kNoMmap[] = "MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=4294967296";

bool is_onednn(const PeerRow &row) { return std::string(row.system) == "onednn"; }

std::filesystem::path folder_of(const PeerRow &row, const Installation &installation) {
    return std::string(row.system) == "halide" ? installation.halide : installation.environment / row.folder;
}

/// Whatever counts threads by itself before it is told.
std::vector<std::string> thread_variables(const Place &place) {
    const std::string count = std::to_string(place.threads);
    return {"OMP_NUM_THREADS=" + count, "MKL_NUM_THREADS=" + count, "OPENBLAS_NUM_THREADS=1",
            "HL_NUM_THREADS=" + count};
}

}  // namespace

const std::vector<PeerRow> &peer_rows() {
    static const std::vector<PeerRow> rows = {
        {"onednn", "oneDNN, GNU OpenMP build, its fastest format", "onednn", "lib", "any last first", ""},
        {"onednn-nhwc", "the same, channels last", "onednn", "lib", "last", ""},
        {"onednn-sycl", "oneDNN, SYCL build, its fastest format", "onednn", "sycl/lib", "any last first", ""},
        {"onednn-sycl-nhwc", "the same, channels last", "onednn", "sycl/lib", "last", ""},
        {"onnxruntime", "ONNX Runtime, bound input and output", "onnxruntime", "onnxruntime", "first", ""},
        {"openvino", "OpenVINO, its fastest layout of input and output", "openvino", "openvino", "first last", ""},
        {"torch", "PyTorch, eager, contiguous", "torch", "torch", "contiguous", ""},
        {"torch-nhwc", "PyTorch, eager, channels_last", "torch", "torch", "channels_last", ""},
        // Each call's output comes from the heap: without mmap no call pays for page faults again.
        {"torch-heap", "the same as torch, MALLOC_MMAP_MAX_=0", "torch", "torch", "contiguous", kNoMmap},
        {"torch-nhwc-heap", "the same as torch-nhwc, MALLOC_MMAP_MAX_=0", "torch", "torch", "channels_last", kNoMmap},
        {"litert", "LiteRT with XNNPACK", "litert", "litert", "last", ""},
        {"halide-mullapudi2016", "Halide's autoscheduler on the naive algorithm", "halide", "", "Mullapudi2016", ""},
        {"halide-li2018", "Halide's autoscheduler on the naive algorithm", "halide", "", "Li2018", ""},
        // Its search takes a minute a layer at its own beam of 32, and finds kernels of the same kind with one of 1.
        {"halide-adams2019", "the same, a greedy search", "halide", "", "Adams2019:1", ""},
        {"halide-adams2019-beam32", "the same, its whole search", "halide", "", "Adams2019:32", "", false},
    };
    return rows;
}

Selection select_contenders(const std::string &patterns) {
    Selection selection;
    std::vector<std::string> unused = split(patterns, ',');
    const std::vector<std::string> all = unused;
    const auto is_named = [&](const char *name, bool by_default) {
        bool named = all.empty() && by_default;
        for (const std::string &pattern : all) {
            if (fnmatch(pattern.c_str(), name, 0) == 0) {
                named = true;
                std::erase(unused, pattern);
            }
        }
        return named;
    };
    std::string allowed;
    for (const TconvRow &row : kTconvRows) {
        allowed += std::string(allowed.empty() ? "" : ", ") + row.name;
        if (is_named(row.name, true)) {
            selection.tconv.push_back(&row);
        }
    }
    for (const PeerRow &row : peer_rows()) {
        allowed += std::string(", ") + row.name;
        if (is_named(row.name, row.by_default)) {
            selection.peers.push_back(&row);
        }
    }
    if (!unused.empty()) {
        reject("contenders", "'" + unused.front() + "'", "names or patterns of names, of " + allowed);
    }
    return selection;
}

std::string missing(const PeerRow &row, const Installation &installation) {
    const std::filesystem::path folder = folder_of(row, installation);
    const bool found = is_onednn(row) ? std::filesystem::exists(folder / "libdnnl.so.3") &&
                                            std::filesystem::exists(installation.onednn_peer)
                                      : std::filesystem::exists(folder / "bin" / "python");
    return found ? "" : "not installed (cmake/setup.sh bench)";
}

PeerProgram program_of(const PeerRow &row, const Installation &installation, const Place &place) {
    const std::filesystem::path folder = folder_of(row, installation);
    PeerProgram program{row.name, {}, thread_variables(place), split(row.formats, ' ')};
    if (is_onednn(row)) {
        program.command = {installation.onednn_peer};
        // The SYCL build sees no processor without the OpenCL driver's name, and takes its thread count from there.
        for (const std::string &variable :
             {"LD_LIBRARY_PATH=" + folder.string(), "OCL_ICD_FILENAMES=" + (folder / "libintelocl.so").string(),
              std::string("ONEAPI_DEVICE_SELECTOR=opencl:cpu"), "DPCPP_CPU_NUM_CUS=" + std::to_string(place.threads)}) {
            program.environment.push_back(variable);
        }
    } else {
        program.command = {folder / "bin" / "python", installation.python / "peer.py", row.system};
        program.environment.emplace_back("PYTHONDONTWRITEBYTECODE=1");
    }
    for (const std::string &variable : split(row.environment, ' ')) {
        program.environment.push_back(variable);
    }
    return program;
}

std::string contender_list() {
    std::ostringstream out;
    const auto line = [&](const char *name, const char *what, bool by_default) {
        out << "  " << name << std::string(25 - std::string(name).size(), ' ') << what
            << (by_default ? "" : " (only where it is named)") << '\n';
    };
    for (const TconvRow &row : kTconvRows) {
        line(row.name, row.what, true);
    }
    for (const PeerRow &row : peer_rows()) {
        line(row.name, row.what, row.by_default);
    }
    return out.str();
}

}  // namespace tconv::bench
