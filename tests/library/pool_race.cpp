// The pool and the parallel loop under ThreadSanitizer: plain writes of tasks, read by the caller and by the next loop.
#include <cstdio>
#include <thread>
#include <vector>

extern "C" {
#include "runtime/kernel/runtime.h"
}

namespace {

constexpr int kLength = 57;

int add_one(void *, int index, uint8_t *closure) {
    reinterpret_cast<int *>(closure)[index]++;
    return 0;
}

bool loops(tconv_parallel *pool, int times) {
    std::vector<int> values(kLength);
    for (int i = 0; i < times; i++) {
        tconv_call call{pool, 0, TCONV_OK};
        if (tconv_parallel_for(&call, add_one, 0, i % kLength + 1, reinterpret_cast<uint8_t *>(values.data())) !=
            TCONV_OK) {
            return false;
        }
        values[0]--;
    }
    return values[0] == 0 && values[kLength - 1] == times / kLength;
}

}  // namespace

int main() {
    tconv_parallel *pool = tconv_pool_create(4);
    bool ok = pool != nullptr;
    std::thread other([&] { ok = loops(pool, 40 * kLength) && ok; });
    const bool here = loops(pool, 40 * kLength);
    other.join();
    for (int i = 0; i < 5; i++) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        ok = loops(pool, kLength) && ok;
    }
    tconv_pool_destroy(pool);
    std::printf("%s\n", ok && here ? "done" : "wrong counts");
    return ok && here ? 0 : 1;
}
