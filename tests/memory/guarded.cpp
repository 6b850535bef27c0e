// mmap and mprotect: a mapping without any rights, of which the inner pages get theirs.
#include "tests/memory/guarded.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>

namespace tconv::test {
namespace {

constexpr size_t kAlignment = 64;
/// Four of these are a NaN of float32.
constexpr uint8_t kPoison = 0xff;
/// Forbidden on each side: more than a row of any test, so that an access that skips a row is caught too.
constexpr size_t kGuardPages = 16;

size_t page() {
    static const size_t size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    return size;
}

size_t round_up(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

}  // namespace

Guarded::Guarded(size_t bytes, Side side) : inside_(round_up(bytes, page())), bytes_(bytes) {
    const size_t guard = kGuardPages * page();
    void *mapping = mmap(nullptr, inside_ + 2 * guard, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) {
        throw std::bad_alloc();
    }
    mapping_ = static_cast<uint8_t *>(mapping);
    data_ = mapping_ + guard + (side == Side::end ? inside_ - round_up(bytes, kAlignment) : 0);
    if (inside_ > 0) {
        mprotect(mapping_ + guard, inside_, PROT_READ | PROT_WRITE);
        std::memset(mapping_ + guard, kPoison, inside_);
    }
}

Guarded::Guarded(const std::vector<float> &values, Side side) : Guarded(values.size() * sizeof(float), side) {
    std::memcpy(data_, values.data(), bytes_);
}

Guarded::~Guarded() { munmap(mapping_, inside_ + 2 * kGuardPages * page()); }

std::vector<float> Guarded::values() const { return {floats(), floats() + bytes_ / sizeof(float)}; }

void Guarded::make_read_only() {
    if (inside_ > 0) {
        mprotect(mapping_ + kGuardPages * page(), inside_, PROT_READ);
    }
}

bool Guarded::intact() const {
    const uint8_t *first = mapping_ + kGuardPages * page();
    for (const uint8_t *at = first; at < first + inside_; at++) {
        if ((at < data_ || at >= data_ + bytes_) && *at != kPoison) {
            return false;
        }
    }
    return true;
}

std::string Guarded::place_of(const void *address) const {
    const auto *at = static_cast<const uint8_t *>(address);
    if (at < mapping_ || at >= mapping_ + inside_ + 2 * kGuardPages * page()) {
        return "";
    }
    if (at < data_) {
        return std::to_string(data_ - at) + " bytes before its begin";
    }
    return at < data_ + bytes_ ? "byte " + std::to_string(at - data_)
                               : std::to_string(at - data_ - static_cast<ptrdiff_t>(bytes_)) + " bytes behind its end";
}

}  // namespace tconv::test
