// tconv inspect: what a layer is, in its own words and in core terms, and what its kernel costs.
#include <CLI/CLI.hpp>

#include <iostream>
#include <map>
#include <memory>

#include "generators/cli/explain.h"
#include "generators/cli/library.h"
#include "generators/cli/progress.h"
#include "generators/cli/report.h"
#include "generators/cli/request.h"
#include "generators/cli/schedule_options.h"
#include "generators/cli/static_report.h"
#include "generators/cli/verbs.h"
#include "generators/compile/manifest.h"
#include "runtime/explain/drawing.h"
#include "runtime/problem/message.h"
#include "schedules/rounding.h"
#include "tconv/phase.h"

namespace tconv {

namespace {

struct Options {
    std::string layer, target, svg;
    SourceOptions sources;
    bool json = false, explain = false, assembly = false;
};

/// Everything that the report says; both forms of it print this.
struct Inspection {
    Layer layer;
    LibraryFacts facts;
    int64_t macs = kOpen;
    int64_t input_bytes = kOpen, output_bytes = kOpen, weight_bytes = 0, bias_bytes = 0;
    std::vector<std::vector<int64_t>> taps;  ///< per axis: taps of each phase
    std::optional<std::vector<StaticLoop>> loops;  ///< where they are asked for
};

int64_t bytes_of(const std::vector<int64_t> &shape) {
    int64_t bytes = sizeof(float);
    for (const int64_t size : shape) {
        if (size == kOpen) {
            return kOpen;
        }
        bytes *= size;
    }
    return bytes;
}

std::vector<int64_t> taps_of(const Axis &axis) {
    std::vector<int64_t> taps;
    for (const Phase &phase : phases_of(axis)) {
        taps.push_back(phase.taps);
    }
    return taps;
}

Inspection inspect_layer(const Options &options) {
    Inspection inspection;
    inspection.layer = read_layer(options.layer);
    CompileRequest request = request_for(inspection.layer, options.target);
    request.sources = read_sources(options.sources, options.target);
    const Problem &problem = request.problem;
    inspection.macs = problem.is_open() ? kOpen : useful_macs(problem);
    inspection.input_bytes = bytes_of(problem.input_shape());
    inspection.output_bytes = bytes_of(problem.output_shape());
    inspection.weight_bytes = bytes_of(problem.weight_shape());
    inspection.bias_bytes = problem.bias ? bytes_of(problem.bias_shape()) : 0;
    for (const Axis &axis : problem.axes) {
        inspection.taps.push_back(taps_of(axis));
    }
    const Progress progress("compiling " + request.name);
    inspection.facts = facts_of_manifest(library_manifest(request, Cache()));
    if (options.assembly)
        inspection.loops = static_report(request.name, problem, options.target, inspection.facts.kernels);
    return inspection;
}

Json axes_json(const Inspection &inspection) {
    Json axes = Json::array();
    for (const Axis &axis : inspection.layer.problem.axes) {
        // Where input is open and output a number, the crop at the end follows from the input: open too.
        const bool end_is_open = axis.is_open() && axis.output != kOpen;
        axes.push_back({{"input", size_json(axis.input)},
                        {"kernel", axis.kernel},
                        {"stride", axis.stride},
                        {"dilation", axis.dilation},
                        {"crop_begin", axis.crop_begin},
                        {"crop_end", end_is_open ? Json(nullptr) : Json(axis.crop_end)},
                        {"output", size_json(axis.output)}});
    }
    return axes;
}

/// Of sums, before the activation.
Json rounding_json(const Inspection &inspection) {
    const Rounding rounding = rounding_of(inspection.facts.kernels.front().schedule, inspection.layer.problem);
    return {{"regrouped", rounding.regrouped}, {"bound", rounding.bound}, {"rms_beside_direct", rounding.rms}};
}

Json report_json(const Inspection &inspection) {
    const Layer &layer = inspection.layer;
    const Problem &problem = layer.problem;
    const LibraryFacts &facts = inspection.facts;
    Json properties = Json::object(), code = Json::object(), from = Json::object();
    for (const Property &property : layer.properties) {
        properties[property.name] = Json::parse(property.json);
    }
    for (const KernelFacts &kernel : facts.kernels) {
        code[kernel.instruction_set] = kernel.text_bytes;
        from[kernel.instruction_set] = kernel.from;
    }
    Json report = {{"name", layer.name},
            {"dialect", layer.dialect},
            {"type", layer.type.empty() ? Json(nullptr) : Json(layer.type)},
            {"rank", problem.rank()},
            {"batch", size_json(problem.batch)},
            {"channels", problem.channels},
            {"filters", problem.filters},
            {"groups", problem.groups},
            {"layout", name_of(problem.layout)},
            {"dtype", name_of(problem.dtype)},
            {"activation", name_of(problem.activation)},
            {"accuracy", name_of(problem.accuracy)},
            {"input_shape", shape_json(own_input_shape(layer))},
            {"output_shape", shape_json(own_output_shape(layer))},
            {"weight_shape", shape_json(layer.weights.shape)},
            {"bias_shape", problem.bias ? shape_json(layer.bias.shape) : Json(nullptr)},
            {"axes", axes_json(inspection)},
            {"phases", inspection.taps},
            {"macs", size_json(inspection.macs)},
            {"input_bytes", size_json(inspection.input_bytes)},
            {"output_bytes", size_json(inspection.output_bytes)},
            {"weight_bytes", inspection.weight_bytes},
            {"bias_bytes", inspection.bias_bytes},
            {"packed_bytes", facts.packed_bytes},
            {"workspace_bytes", size_json(facts.workspace_bytes)},
            {"code_bytes", facts.text_bytes},
            {"kernel_code_bytes", code},
            {"key", key(problem)},
            {"target", facts.target},
            {"algorithm", algorithm_of(facts.kernels.front().schedule)},
            {"rounding", rounding_json(inspection)},
            {"schedule", schedules_json(facts.kernels)},
            {"schedule_from", from},
            {"properties", properties}};
    if (inspection.loops)
        report["inner_loops"] = static_json(*inspection.loops);
    return report;
}

/// "sums off by at most 1.5e-05 x (|bias| + sum of |x w|)".
std::string rounding_text(const Inspection &inspection) {
    const Rounding rounding = rounding_of(inspection.facts.kernels.front().schedule, inspection.layer.problem);
    char text[160];
    if (rounding.regrouped) {
        std::snprintf(text, sizeof text,
                      "sums off by at most %.2g x (|bias| + sum over channels of largest |x| times largest |w|); "
                      "on average %.2g times as far as direct sums",
                      rounding.bound, rounding.rms);
    } else {
        std::snprintf(text, sizeof text, "sums off by at most %.2g x (|bias| + sum of |x w|)", rounding.bound);
    }
    return text;
}

/// "4 phases: 2 taps each", or "3 phases: 1 with 2 taps, 2 with 1 tap".
std::string phases_text(const std::vector<int64_t> &taps) {
    std::map<int64_t, int64_t, std::greater<>> phases_with;
    for (const int64_t count : taps) {
        phases_with[count]++;
    }
    const auto taps_text = [](int64_t count) { return counted(count, "tap", "taps"); };
    std::string text = counted(static_cast<int64_t>(taps.size()), "phase", "phases") + ": ";
    if (phases_with.size() == 1) {
        return text + taps_text(taps.front()) + (taps.size() > 1 ? " each" : "");
    }
    for (auto row = phases_with.begin(); row != phases_with.end(); ++row) {
        text +=
            (row == phases_with.begin() ? "" : ", ") + std::to_string(row->second) + " with " + taps_text(row->first);
    }
    return text;
}

std::string size_text(int64_t size) { return size == kOpen ? "open" : std::to_string(size); }

std::string axis_text(const Axis &axis) {
    const bool end_is_open = axis.is_open() && axis.output != kOpen;
    return "input " + size_text(axis.input) + ", kernel " + std::to_string(axis.kernel) + ", stride " +
           std::to_string(axis.stride) + ", dilation " + std::to_string(axis.dilation) + ", crop " +
           std::to_string(axis.crop_begin) + " and " + (end_is_open ? "open" : std::to_string(axis.crop_end)) +
           ", output " + size_text(axis.output);
}

/// The layer as its own system shows it, if it does, above the core terms.
std::string display_text(const Layer &layer) {
    const std::string text = display(layer);
    return text.empty() ? "" : text + "\n";
}

std::string report_text(const Inspection &inspection) {
    const Layer &layer = inspection.layer;
    const Problem &problem = layer.problem;
    const LibraryFacts &facts = inspection.facts;
    std::vector<std::pair<std::string, std::string>> lines = {
        {"name", layer.name},
        {"dialect", layer.dialect},
        {"rank", std::to_string(problem.rank())},
        {"channels", std::to_string(problem.channels)},
        {"filters", std::to_string(problem.filters)},
        {"groups", std::to_string(problem.groups)},
        {"layout", name_of(problem.layout)},
        {"dtype", name_of(problem.dtype)},
        {"activation", name_of(problem.activation)},
        {"accuracy", name_of(problem.accuracy)},
        {"input array", shape_text(own_input_shape(layer)) + ", " + bytes_text(inspection.input_bytes)},
        {"output array", shape_text(own_output_shape(layer)) + ", " + bytes_text(inspection.output_bytes)},
        {"weights", shape_text(inspection.layer.weights.shape) + ", " + bytes_text(inspection.weight_bytes)},
        {"bias",
         problem.bias ? shape_text(inspection.layer.bias.shape) + ", " + bytes_text(inspection.bias_bytes) : "none"}};
    for (size_t i = 0; i < problem.axes.size(); i++) {
        lines.emplace_back(axis_name(problem.axes.size(), i), axis_text(problem.axes[i]));
        lines.emplace_back("", phases_text(inspection.taps[i]));
    }
    lines.insert(lines.end(), {{"multiply-adds", count_text(inspection.macs)},
                               {"key", key(problem)},
                               {"target", facts.target},
                               {"packed parameters", bytes_text(facts.packed_bytes)},
                               {"workspace", bytes_text(facts.workspace_bytes) +
                                                 (facts.workspace_bytes == kOpen ? "" : " (one thread)")},
                               {"code", bytes_text(facts.text_bytes)},
                               {"algorithm", algorithm_of(facts.kernels.front().schedule)},
                               {"rounding", rounding_text(inspection)}});
    for (const KernelFacts &kernel : facts.kernels) {
        lines.emplace_back(kernel.instruction_set, bytes_text(kernel.text_bytes) + " of code: " +
                                                       schedule_text(kernel.schedule) + " (" + kernel.from + ")");
    }
    for (const Property &property : layer.properties) {
        lines.emplace_back("property " + property.name, property.json);
    }
    return aligned(lines) + (inspection.loops ? static_table(*inspection.loops) : "");
}

}  // namespace

void add_inspect(CLI::App &program) {
    const auto options = std::make_shared<Options>();
    CLI::App *verb = add_verb(program, "inspect", "Show a layer's properties, shapes, cost and chosen schedule",
                              "tconv inspect up4.json --json\n  tconv inspect up4.json --explain --svg up4.svg");
    add_layer_option(*verb, options->layer);
    add_target_option(*verb, options->target);
    add_source_options(*verb, options->sources);
    verb->add_flag("--explain", options->explain,
                   "Say how sizes and crops come about, axis by axis, with a picture of the taps; compiles nothing");
    verb->add_option("--svg", options->svg, "The explanation as a picture, in this file; compiles nothing")
        ->type_name("FILE")
        ->check(not_empty);
    verb->add_flag("--asm", options->assembly,
                   "What the inner loops are made of: instructions, multiply-adds, loads, what goes through the stack; and how busy two "
                   "named cores would be, as llvm-mca estimates it");
    add_json_option(*verb, options->json);
    verb->callback([options] {
        if (options->explain || !options->svg.empty()) {
            explain_layer({options->layer, options->svg, options->json});
            return;
        }
        const Inspection inspection = inspect_layer(*options);
        if (options->json) {
            print_json(report_json(inspection));
        } else {
            std::cout << display_text(inspection.layer) << report_text(inspection);
        }
    });
}

}  // namespace tconv
