// Cache, linker and loader put together.
#include "generators/cli/library.h"

#include <link.h>

#include <memory>

#include "generators/cli/linker.h"
#include "generators/cli/request.h"
#include "generators/cli/sha256.h"

namespace tconv {

namespace {

/// Which compiler this is: the bytes of this program, and for each library it runs with (Halide) the path, size and
/// time.
std::string build_identity() {
    Sha256 digest;
    digest.add(read_file("/proc/self/exe"));
    const auto add_library = [](dl_phdr_info *info, size_t, void *to) {
        std::error_code missing;
        const std::filesystem::path file = info->dlpi_name;
        const auto size = std::filesystem::file_size(file, missing);
        if (!missing) {
            const auto time = std::filesystem::last_write_time(file, missing).time_since_epoch().count();
            static_cast<Sha256 *>(to)->add(file.string() + " " + std::to_string(size) + " " + std::to_string(time) +
                                           "\n");
        }
        return 0;
    };
    dl_iterate_phdr(add_library, &digest);
    return digest.hex_digest();
}

}  // namespace

std::string cache_key(const CompileRequest &request) {
    static const std::string identity = build_identity();
    std::string text = std::string("tconv ") + TCONV_VERSION + " " + identity + "\nname " + request.name +
                       "\nproblem " + key(request.problem) + "\ntarget " + request.target + "\nchecked " +
                       (request.checked ? "1" : "0") + "\nworkspace " + std::to_string(request.max_workspace_bytes) +
                       "\n";
    for (const auto &[set, schedule] : request.schedules) {
        text += "schedule " + set + " " + to_json(schedule) + "\n";
    }
    const ScheduleSources &sources = request.sources;
    text += "sources " + sources.processor + " " + std::to_string(sources.threads) +
            (sources.shipped ? " shipped" : "") + "\n";
    for (const ScheduleTable &table : sources.tables) {
        text += text_of(table);
    }
    return text;
}

Pool::Pool(int threads) {
    if (threads > 1) {
        pool_ = tconv_pool_create(threads);
        if (pool_ == nullptr) {
            throw Error("threads is " + std::to_string(threads) + ": this machine could not start so many");
        }
    }
}

std::string library_manifest(const CompileRequest &request, const Cache &cache) {
    const std::string key = cache_key(request);
    if (const std::optional<CacheEntry> entry = cache.find(key)) {
        return entry->manifest;
    }
    const CompiledLibrary library = compile_library(request);
    try {
        cache.store(key, link_shared_object(library.archive), library.manifest);
    } catch (const Error &) {
        // No linker, or no room: the next one compiles again.
    }
    return library.manifest;
}

Library Library::open(const CompileRequest &request, const Cache &cache) {
    const std::string key = cache_key(request);
    if (std::optional<CacheEntry> entry = cache.find(key)) {
        return {std::move(*entry), request.name};
    }
    const CompiledLibrary library = compile_library(request);
    return {cache.store(key, link_shared_object(library.archive), library.manifest), request.name};
}

KernelFunctions functions_of(const SharedObject &object, const std::string &layer) {
    KernelFunctions functions;
    object.look_up(layer + "_output_shape", functions.output_shape);
    object.look_up(layer + "_packed_size", functions.packed_size);
    object.look_up(layer + "_pack", functions.pack);
    object.look_up(layer + "_workspace_size", functions.workspace_size);
    object.look_up(layer + "_run", functions.run);
    return functions;
}

BoundLayer bind(const Layer &layer, const std::string &target) {
    struct Kept {
        Library library;
        std::string key;
    };
    const std::shared_ptr<const Kept> kept(
        new Kept{Library::open(request_for(layer, target), Cache()), key(layer.problem)});
    KernelFunctions functions = kept->library.functions();
    functions.key = kept->key.c_str();
    return BoundLayer(layer, functions, kept);
}

Library::Library(CacheEntry entry, const std::string &name)
    : name_(name), entry_(std::move(entry)), object_(entry_.image), functions_(functions_of(object_, name)) {}

void Library::check(int status, const char *function) const {
    if (status != TCONV_OK) {
        throw Error(name_ + "_" + function + " returned " + std::to_string(status) + ": " + tconv_status_text(status));
    }
}

FloatBuffer Library::pack(const Array &weights, const Array &bias) const {
    int64_t bytes = 0;
    check(functions_.packed_size(&bytes), "packed_size");
    FloatBuffer packed(bytes);
    check(functions_.pack(weights.data.data(), bias.data.empty() ? nullptr : bias.data.data(), packed.data()), "pack");
    return packed;
}

int64_t Library::workspace_bytes(const std::vector<int64_t> &input_shape, int threads) const {
    int64_t bytes = 0;
    check(functions_.workspace_size(input_shape.data(), threads, &bytes), "workspace_size");
    return bytes;
}

void Library::run(const FloatBuffer &packed, const std::vector<int64_t> &input_shape, const FloatBuffer &input,
                  FloatBuffer &output, FloatBuffer &workspace, const Pool &pool) const {
    check(functions_.run(packed.data(), input_shape.data(), input.data(), output.data(), workspace.data(), pool.get()),
          "run");
}

}  // namespace tconv
