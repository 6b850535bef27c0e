// Reading and checking a model file.
#include "generators/import/model_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <system_error>

namespace tconv {
namespace {

namespace fs = std::filesystem;

/// Protobuf counts bytes in an int.
constexpr uintmax_t kMaxModelBytes = INT_MAX;

void check_file(const fs::path &file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (!fs::exists(status)) {
        throw Error("the model cannot be opened: " + (error ? error.message() : "there is no such file"));
    }
    if (!fs::is_regular_file(status)) {
        throw Error(fs::is_directory(status) ? "the model is a directory" : "the model is no regular file");
    }
    const uintmax_t bytes = fs::file_size(file, error);
    if (bytes == 0) {
        throw Error("the model is empty");
    }
    if (bytes > kMaxModelBytes) {
        reject("the model's size", std::to_string(bytes) + " bytes",
               "below 2 GiB, as protobuf reads no more; weights may stand in external data files");
    }
}

ModelProto parse(const fs::path &file) {
    google::protobuf::SetLogHandler(nullptr);  // it would write to standard error what the message below says
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        throw Error(std::string("the model cannot be opened: ") + std::strerror(errno));
    }
    ModelProto model;
    const bool parsed = model.ParseFromFileDescriptor(descriptor);
    close(descriptor);
    if (!parsed) {
        throw Error("the file is no ONNX model, or damaged: protobuf cannot read it");
    }
    return model;
}

}  // namespace

int64_t opset_of(const google::protobuf::RepeatedPtrField<::onnx::OperatorSetIdProto> &imports) {
    for (const auto &import : imports) {
        if (is_onnx_domain(import.domain())) {
            return import.version();
        }
    }
    return 1;
}

ModelProto read_model(const fs::path &file) {
    return found_in(file.string(), [&] {
        check_file(file);
        ModelProto model = parse(file);
        if (!model.has_graph()) {
            throw Error("the file is no ONNX model, or damaged: it has no graph");
        }
        if (opset_of(model.opset_import()) < 1) {
            reject("the model's opset", opset_of(model.opset_import()), "1 or more");
        }
        return model;
    });
}

}  // namespace tconv
