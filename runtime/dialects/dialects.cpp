// The table of dialects.
#include "runtime/dialects/dialect.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

const Dialect *const kDialects[] = {&kNative};

}  // namespace

const Dialect &find_dialect(const std::string &name) {
    std::string allowed;
    for (const Dialect *dialect : kDialects) {
        if (name == dialect->name) {
            return *dialect;
        }
        allowed += (allowed.empty() ? "" : ", ") + quoted(dialect->name);
    }
    reject("dialect", quoted(name), allowed + " in this version");
}

void check_shape(const char *what, const Array &array, const std::vector<int64_t> &shape) {
    if (array.shape != shape) {
        throw Error(std::string(what) + " have shape " + shape_text(array.shape) + ": must be " + shape_text(shape));
    }
}

}  // namespace tconv
