// Shared memory for the arrays, and normal numbers to fill it.
#include "bench/arrays.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>
#include <vector>

namespace tconv::bench {

namespace {

size_t elements(const std::vector<int64_t> &shape) {
    size_t size = 1;
    for (const int64_t extent : shape) {
        size *= static_cast<size_t>(extent);
    }
    return size;
}

/// Standard normal numbers from a table of 2^16 of them, at random places: much faster than drawing each.
void fill_normal(std::span<float> values, std::mt19937_64 &random) {
    std::normal_distribution<float> normal;
    std::vector<float> table(1 << 16);
    for (float &number : table) {
        number = normal(random);
    }
    uint64_t bits = 0;
    for (size_t i = 0; i < values.size(); i++) {
        bits = i % 4 == 0 ? random() : bits >> 16;
        values[i] = table[bits & 0xffff];
    }
}

}  // namespace

SharedArrays::SharedArrays(const Problem &problem, uint64_t seed) {
    const size_t input = elements(problem.input_shape()), weights = elements(problem.weight_shape());
    const size_t bias = problem.bias ? elements(problem.bias_shape()) : 0, output = elements(problem.output_shape());
    size_bytes_ = (input + weights + bias + output) * sizeof(float);
    descriptor_ = memfd_create("tconv_bench", MFD_CLOEXEC);
    if (descriptor_ < 0 || ftruncate(descriptor_, static_cast<off_t>(size_bytes_)) != 0) {
        throw Error("cannot get " + std::to_string(size_bytes_) + " bytes of shared memory: " + std::strerror(errno));
    }
    void *data = mmap(nullptr, size_bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
    if (data == MAP_FAILED) {
        throw Error("cannot map " + std::to_string(size_bytes_) + " bytes: " + std::strerror(errno));
    }
    data_ = static_cast<float *>(data);
    input_ = {data_, input};
    weights_ = {input_.data() + input, weights};
    bias_ = {weights_.data() + weights, bias};
    output_ = {bias_.data() + bias, output};
    std::mt19937_64 random(seed);
    for (const std::span<float> values : {input_, weights_, bias_}) {
        fill_normal(values, random);
    }
}

SharedArrays::~SharedArrays() {
    if (data_ != nullptr) {
        munmap(data_, size_bytes_);
    }
    if (descriptor_ >= 0) {
        close(descriptor_);
    }
}

std::string SharedArrays::path() const {
    return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(descriptor_);
}

}  // namespace tconv::bench
