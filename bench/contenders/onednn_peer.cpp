// oneDNN as a peer (peer.h holds the protocol): the benchmark times it, the judges ask it for values. FORMAT of source and destination
// is any (oneDNN's own choice), last or first; weights are in the format of its choice.
//
// oneDNN's two builds (GNU OpenMP and SYCL) share a soname: this program is linked once and LD_LIBRARY_PATH says which build it is. It
// knows nothing of tconv, so that it stays an outside judge.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include <dnnl.hpp>

namespace {

using dnnl::memory;
using Dims = memory::dims;

int64_t product(const Dims &dims) {
    int64_t size = 1;
    for (const int64_t extent : dims) {
        size *= extent;
    }
    return size;
}

/// Time passed, or this process's processor time (PEER_CLOCK=processor).
double seconds_now() {
    static const char *const name = std::getenv("PEER_CLOCK");
    static const bool processor = name != nullptr && std::string(name) == "processor";
    timespec time{};
    clock_gettime(processor ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Deconvolution {
    int64_t batch = 0, channels = 0, filters = 0, groups = 0;
    std::string layout;
    bool bias = false;
    // Per spatial axis; dilation as oneDNN counts it (0 is dense), crop as its padding.
    Dims input, kernel, stride, dilation, crop_begin, crop_end, output;

    Dims source_dims() const { return joined({batch, channels}, input); }
    Dims destination_dims() const { return joined({batch, filters}, output); }
    Dims weight_dims() const {
        const Dims dense = joined({filters / groups, channels / groups}, kernel);
        return groups == 1 ? dense : joined({groups}, dense);
    }

    static Dims joined(Dims head, const Dims &tail) {
        head.insert(head.end(), tail.begin(), tail.end());
        return head;
    }
};

Deconvolution read_problem(std::istream &in) {
    Deconvolution p;
    if (!(in >> p.batch >> p.channels >> p.filters >> p.groups >> p.layout >> p.bias)) {
        throw std::invalid_argument("the problem is cut off");
    }
    int64_t i, k, s, d, cb, ce;
    while (in >> i >> k >> s >> d >> cb >> ce) {
        p.input.push_back(i);
        p.kernel.push_back(k);
        p.stride.push_back(s);
        p.dilation.push_back(d - 1);
        p.crop_begin.push_back(cb);
        p.crop_end.push_back(ce);
        p.output.push_back((i - 1) * s + (k - 1) * d + 1 - cb - ce);
    }
    return p;
}

/// An activation array (n, c, spatial...) with channels last or first in memory.
memory::desc activation_desc(const Dims &dims, const std::string &layout) {
    Dims strides(dims.size());
    int64_t stride = 1;
    if (layout == "last") {
        strides[1] = 1;
        stride = dims[1];
    }
    for (size_t axis = dims.size(); axis-- > 0;) {
        if (axis == 1 && layout == "last") {
            continue;
        }
        strides[axis] = stride;
        stride *= dims[axis];
    }
    return {dims, memory::data_type::f32, strides};
}

/// oneDNN's ([g,] out, in, k...) over the order (channels, filters/groups, k...).
memory::desc user_weight_desc(const Deconvolution &p) {
    const Dims dims = p.weight_dims();
    Dims strides(dims.size());
    int64_t stride = 1;
    const size_t first_spatial = dims.size() - p.kernel.size();
    for (size_t axis = dims.size(); axis-- > first_spatial;) {
        strides[axis] = stride;
        stride *= dims[axis];
    }
    strides[first_spatial - 2] = stride;  // a filter of the group
    strides[first_spatial - 1] = stride * (p.filters / p.groups);
    if (p.groups > 1) {
        strides[0] = stride * (p.filters / p.groups) * (p.channels / p.groups);
    }
    return {dims, memory::data_type::f32, strides};
}

/// The floats of FILE, shared with the program that wrote it.
class SharedFile {
public:
    SharedFile(const std::string &file, int64_t floats) : bytes_(static_cast<size_t>(floats) * sizeof(float)) {
        const int descriptor = open(file.c_str(), O_RDWR | O_CLOEXEC);
        if (descriptor < 0) {
            throw std::invalid_argument("cannot open " + file);
        }
        if (lseek(descriptor, 0, SEEK_END) < static_cast<off_t>(bytes_)) {
            close(descriptor);
            throw std::invalid_argument(file + " is too short");
        }
        data_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        close(descriptor);
        if (data_ == MAP_FAILED) {
            throw std::runtime_error("cannot map " + file);
        }
    }
    ~SharedFile() { munmap(data_, bytes_); }
    SharedFile(const SharedFile &) = delete;
    SharedFile &operator=(const SharedFile &) = delete;

    float *floats() { return static_cast<float *>(data_); }

private:
    size_t bytes_;
    void *data_ = nullptr;
};

/// One primitive, its arguments in its own formats, filled.
class Primitive {
public:
    Primitive(const Deconvolution &p, const std::string &format, float *data) : stream_(engine_) {
        const auto f32 = memory::data_type::f32;
        const auto any = memory::format_tag::any;
        const auto desc = [&](const Dims &dims) {
            return format == "any" ? memory::desc(dims, f32, any) : activation_desc(dims, format);
        };
        const memory::desc bias(p.bias ? Dims{p.filters} : Dims{}, f32, memory::format_tag::a);
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        const auto source = desc(p.source_dims()), destination = desc(p.destination_dims());
        const memory::desc weights(p.weight_dims(), f32, any);
        using Forward = dnnl::deconvolution_forward;
        const auto kind = dnnl::prop_kind::forward_inference;
        const auto algorithm = dnnl::algorithm::deconvolution_direct;
        const auto pd = p.bias ? Forward::primitive_desc(engine_, kind, algorithm, source, weights, bias, destination,
                                                         p.stride, p.dilation, p.crop_begin, p.crop_end, attributes)
                               : Forward::primitive_desc(engine_, kind, algorithm, source, weights, destination,
                                                         p.stride, p.dilation, p.crop_begin, p.crop_end, attributes);
        primitive_ = Forward(pd);
        implementation = pd.impl_info_str();

        const int64_t source_size = product(p.source_dims());
        const int64_t weight_size = product(p.weight_dims());
        fill(DNNL_ARG_SRC, pd.src_desc(), activation_desc(p.source_dims(), p.layout), data);
        fill(DNNL_ARG_WEIGHTS, pd.weights_desc(), user_weight_desc(p), data + source_size);
        if (p.bias) {
            fill(DNNL_ARG_BIAS, pd.bias_desc(), bias, data + source_size + weight_size);
        }
        user_output_ = data + source_size + weight_size + (p.bias ? p.filters : 0);
        user_output_desc_ = activation_desc(p.destination_dims(), p.layout);
        arguments_[DNNL_ARG_DST] = memory(pd.dst_desc(), engine_);
        arguments_[DNNL_ARG_SCRATCHPAD] = memory(pd.scratchpad_desc(), engine_);
    }

    /// Seconds of `count` calls.
    double run(int64_t count) {
        const double start = seconds_now();
        for (int64_t call = 0; call < count; call++) {
            primitive_.execute(stream_, arguments_);
            stream_.wait();
        }
        return seconds_now() - start;
    }

    /// Seconds of the call.
    double output() {
        const double seconds = run(1);
        memory plain(user_output_desc_, engine_);
        dnnl::reorder(arguments_[DNNL_ARG_DST], plain).execute(stream_, arguments_[DNNL_ARG_DST], plain);
        stream_.wait();
        float *mapped = plain.map_data<float>();
        std::copy_n(mapped, user_output_desc_.get_size() / sizeof(float), user_output_);
        plain.unmap_data(mapped);
        return seconds;
    }

    std::string implementation;

private:
    void fill(int argument, const memory::desc &wanted, const memory::desc &given, const float *values) {
        memory plain(given, engine_);
        float *mapped = plain.map_data<float>();
        std::copy_n(values, given.get_size() / sizeof(float), mapped);
        plain.unmap_data(mapped);
        memory filled(wanted, engine_);
        dnnl::reorder(plain, filled).execute(stream_, plain, filled);
        stream_.wait();
        arguments_[argument] = filled;
    }

    dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream_;
    dnnl::primitive primitive_;
    std::unordered_map<int, memory> arguments_;
    memory::desc user_output_desc_;
    float *user_output_ = nullptr;
};

class Peer {
public:
    std::string answer(const std::string &line) {
        std::istringstream in(line);
        std::string command;
        in >> command;
        if (command == "load") {
            return load(in);
        }
        if (!primitive_) {
            throw std::invalid_argument("nothing is loaded");
        }
        if (command == "output") {
            return ok(primitive_->output());
        }
        if (command == "release") {
            primitive_.reset();
            file_.reset();
            return "ok";
        }
        int64_t count = 0;
        if (command == "run" && in >> count) {
            primitive_->run(1);
            return ok(primitive_->run(count));
        }
        throw std::invalid_argument("not a command: " + line);
    }

private:
    static std::string ok(double seconds) {
        std::ostringstream out;
        out.precision(9);
        out << "ok " << seconds;
        return out.str();
    }

    std::string load(std::istream &in) {
        std::string file, format;
        in >> file >> format;
        const Deconvolution p = read_problem(in);
        primitive_.reset();
        file_ = std::make_unique<SharedFile>(file, product(p.source_dims()) + product(p.weight_dims()) +
                                                       (p.bias ? p.filters : 0) + product(p.destination_dims()));
        primitive_ = std::make_unique<Primitive>(p, format, file_->floats());
        return "ok " + primitive_->implementation;
    }

    std::unique_ptr<SharedFile> file_;
    std::unique_ptr<Primitive> primitive_;
};

}  // namespace

int main() {
    dnnl::set_primitive_cache_capacity(0);
    Peer peer;
    for (std::string line; std::getline(std::cin, line);) {
        try {
            std::cout << peer.answer(line) << std::endl;
        } catch (const std::exception &error) {
            std::cout << "error " << error.what() << std::endl;
        }
    }
}
