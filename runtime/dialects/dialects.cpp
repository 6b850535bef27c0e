// The table of dialects.
#include "runtime/dialects/dialect.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

const Dialect *const kDialects[] = {&kNative};

}  // namespace

const Dialect &find_dialect(const std::string &name) {
    for (const Dialect *dialect : kDialects) {
        if (name == dialect->name) {
            return *dialect;
        }
    }
    const auto in_quotes = [](const Dialect *dialect) { return quoted(dialect->name); };
    reject("dialect", quoted(name), listed(kDialects, in_quotes) + " in this version");
}

}  // namespace tconv
