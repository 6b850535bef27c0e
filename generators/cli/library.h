// A compiled layer in this process: the objects that `compile` archives, linked, loaded, and called through their C
// functions.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "generators/cli/cache.h"
#include "generators/cli/shared_object.h"
#include "generators/compile/compile.h"
#include "runtime/arrays/buffer.h"
#include "tconv/bound_layer.h"
#include "tconv/kernel.h"

namespace tconv {

/// Threads for calls; none for a count of 1.
class Pool {
public:
    explicit Pool(int threads);
    ~Pool() { tconv_pool_destroy(pool_); }
    Pool(const Pool &) = delete;
    Pool &operator=(const Pool &) = delete;

    const tconv_parallel *get() const { return pool_; }

private:
    tconv_parallel *pool_ = nullptr;
};

/// The functions of a layer in its shared object, without a key.
KernelFunctions functions_of(const SharedObject &object, const std::string &layer);

/// The functions of one library. Every status but TCONV_OK becomes an Error with its text.
class Library {
public:
    /// Compiles (without parameters: they are packed in this process), links and loads what the request says; or only
    /// loads it, where the cache has it.
    static Library open(const CompileRequest &request, const Cache &cache);

    /// The layer's manifest, as `compile` writes it.
    const std::string &manifest() const { return entry_.manifest; }

    const KernelFunctions &functions() const { return functions_; }

    /// Weights (channels, filters/groups, k...) and bias (filters; empty: zeros) in the kernel's order.
    FloatBuffer pack(const Array &weights, const Array &bias) const;
    int64_t workspace_bytes(const std::vector<int64_t> &input_shape, int threads) const;
    /// `output` has the elements that the input's shape asks for.
    void run(const FloatBuffer &packed, const std::vector<int64_t> &input_shape, const FloatBuffer &input,
             FloatBuffer &output, FloatBuffer &workspace, const Pool &pool) const;

private:
    Library(CacheEntry entry, const std::string &name);
    void check(int status, const char *function) const;

    std::string name_;
    CacheEntry entry_;  ///< its file stays open while loaded
    SharedObject object_;
    KernelFunctions functions_;
};

/// The layer with its library, compiled on the spot or taken from the cache.
BoundLayer bind(const Layer &layer, const std::string &target);

/// What the cache knows a request's library by: everything that its bytes depend on, this build of tconv included.
std::string cache_key(const CompileRequest &request);
/// The manifest alone, which takes no linker: the library is cached where it can be linked.
std::string library_manifest(const CompileRequest &request, const Cache &cache);

}  // namespace tconv
