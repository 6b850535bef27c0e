// Guard pages by mmap and mprotect.
#include "tests/library/memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <limits>
#include <new>

namespace {

constexpr uint8_t kPattern = 0xa5;

size_t page() {
    static const size_t size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    return size;
}

size_t rounded_up(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

}  // namespace

Guarded::Guarded(size_t bytes, bool at_end) : mapped_(rounded_up(bytes, page()) + 2 * page()), bytes_(bytes) {
    void *mapping = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) {
        throw std::bad_alloc();
    }
    mapping_ = static_cast<uint8_t *>(mapping);
    const size_t inside = mapped_ - 2 * page();
    data_ = mapping_ + page() + (at_end ? inside - rounded_up(bytes, 64) : 0);
    if (inside != 0) {
        mprotect(mapping_ + page(), inside, PROT_READ | PROT_WRITE);
        std::memset(mapping_ + page(), kPattern, inside);
    }
}

Guarded::~Guarded() { munmap(mapping_, mapped_); }

bool Guarded::intact() const {
    for (const uint8_t *p = mapping_ + page(); p < mapping_ + mapped_ - page(); p++) {
        if ((p < data_ || p >= data_ + bytes_) && *p != kPattern) {
            return false;
        }
    }
    return true;
}

void Guarded::fill_with_nan() {
    const std::vector<float> nans(bytes_ / sizeof(float), std::numeric_limits<float>::quiet_NaN());
    std::memcpy(data_, nans.data(), nans.size() * sizeof(float));
}

void Guarded::assign(const std::vector<float> &values) {
    std::memcpy(data_, values.data(), values.size() * sizeof(float));
}

std::vector<float> Guarded::values() const { return {floats(), floats() + bytes_ / sizeof(float)}; }
