// Facts as JSON, keys in the order in which a person reads them.
#include "generators/compile/manifest.h"

#include <nlohmann/json.hpp>

#include "Halide.h"

namespace tconv {

std::string make_manifest(const LibraryFacts &facts) {
    using Json = nlohmann::ordered_json;
    const auto number_or_null = [](int64_t value) { return value < 0 ? Json(nullptr) : Json(value); };
    Json kernels = Json::array();
    for (const KernelFacts &kernel : facts.kernels) {
        kernels.push_back({{"instruction_set", kernel.instruction_set},
                           {"text_bytes", kernel.text_bytes},
                           {"schedule_from", kernel.from},
                           {"schedule", Json::parse(to_json(kernel.schedule))}});
    }
    const Json manifest = {
        {"name", facts.name},
        {"key", facts.key},
        {"target", facts.target},
        {"tconv", facts.version},
        {"halide", std::to_string(HALIDE_VERSION_MAJOR) + "." + std::to_string(HALIDE_VERSION_MINOR) + "." +
                       std::to_string(HALIDE_VERSION_PATCH)},
        {"built_in_weights", facts.built_in_weights},
        {"packed_bytes", facts.packed_bytes},
        {"workspace_bytes", number_or_null(facts.workspace_bytes)},
        {"text_bytes", facts.text_bytes},
        {"kernels", kernels},
    };
    return manifest.dump(2) + "\n";
}

LibraryFacts facts_of_manifest(const std::string &manifest) {
    const nlohmann::json json = nlohmann::json::parse(manifest);
    LibraryFacts facts;
    facts.name = json.at("name");
    facts.key = json.at("key");
    facts.target = json.at("target");
    facts.version = json.at("tconv");
    facts.built_in_weights = json.at("built_in_weights");
    facts.packed_bytes = json.at("packed_bytes");
    facts.workspace_bytes = json.at("workspace_bytes").is_null() ? -1 : json.at("workspace_bytes").get<int64_t>();
    facts.text_bytes = json.at("text_bytes");
    for (const nlohmann::json &kernel : json.at("kernels")) {
        facts.kernels.push_back({kernel.at("instruction_set"), schedule_from_json(kernel.at("schedule").dump()),
                                 kernel.at("text_bytes"), kernel.at("schedule_from")});
    }
    return facts;
}

}  // namespace tconv
