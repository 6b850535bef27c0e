// The explanation for people, as JSON, and as a picture.
#include "generators/cli/explain.h"

#include <iostream>

#include "generators/cli/files.h"
#include "generators/cli/report.h"
#include "generators/cli/request.h"
#include "runtime/arrays/output_file.h"
#include "runtime/explain/drawing.h"
#include "runtime/problem/message.h"
#include "tconv/explain.h"

namespace tconv {

namespace {

/// In JSON a long axis is shown as in text, at its ends.
DrawingLimits json_limits(const Axis &) { return {64, 64}; }

Json rule_json(const AxisDrawing &drawing) {
    if (drawing.rule.name.empty()) {
        return nullptr;
    }
    Json steps = Json::array();
    for (const WorkedStep &step : drawing.steps) {
        steps.push_back(
            {{"name", step.name}, {"formula", step.formula}, {"numbers", step.numbers}, {"value", step.value}});
    }
    return {
        {"name", drawing.rule.name}, {"steps", steps}, {"note", drawing.rule.note}, {"source", drawing.rule.source}};
}

Json cells_json(const AxisDrawing &drawing) {
    Json cells = Json::array();
    for (const Cell &cell : drawing.columns) {
        cells.push_back({{"cell", cell.position},
                         {"kind", words_of(cell.kind).name},
                         {"output", size_json(cell.output)},
                         {"phase", cell.phase},
                         {"taps", cell.reached}});
    }
    return cells;
}

/// Which taps of the inputs land on the cells that are listed.
Json inputs_json(const AxisDrawing &drawing) {
    Json inputs = Json::array();
    for (const KernelRow &row : drawing.rows) {
        Json taps = Json::array();
        for (size_t i = 0; i < row.taps.size(); i++) {
            if (row.taps[i] != kOpen) {
                taps.push_back({{"tap", row.taps[i]}, {"cell", drawing.columns[i].position}});
            }
        }
        inputs.push_back({{"input", row.input}, {"taps", taps}});
    }
    return inputs;
}

Json axis_json(const AxisDrawing &drawing) {
    const Axis &axis = drawing.axis;
    return {{"name", drawing.name},          {"example", drawing.is_example}, {"input", axis.input},
            {"kernel", axis.kernel},         {"stride", axis.stride},         {"dilation", axis.dilation},
            {"full", drawing.full},          {"crop_begin", axis.crop_begin}, {"crop_end", axis.crop_end},
            {"output", axis.output},         {"rule", rule_json(drawing)},    {"pairs", drawing.pairs},
            {"pairs_cropped", drawing.lost}, {"cells", cells_json(drawing)},  {"inputs", inputs_json(drawing)}};
}

Json explanation_json(const Layer &layer, const std::string &svg) {
    Json axes = Json::array();
    for (const AxisDrawing &drawing : drawings_of(layer, json_limits)) {
        axes.push_back(axis_json(drawing));
    }
    Json report = {{"name", layer.name},
                   {"dialect", layer.dialect},
                   {"type", layer.type.empty() ? Json(nullptr) : Json(layer.type)},
                   {"input_shape", shape_json(own_input_shape(layer))},
                   {"output_shape", shape_json(own_output_shape(layer))},
                   {"axes", axes}};
    if (!svg.empty()) {
        report["svg"] = svg;
    }
    return report;
}

void write_svg(const Layer &layer, const std::string &path) {
    const std::string text = explain_svg(layer);
    found_in(path, [&] {
        OutputFile file(path);
        file.write(text.data(), text.size());
        file.commit();
    });
}

}  // namespace

void explain_layer(const ExplainOptions &options) {
    if (!options.svg.empty()) {
        check_writable(options.svg, "--svg");
        check_not_read(options.svg, "--svg", {{"the layer file", options.layer}});
    }
    const Layer layer = read_layer(options.layer);
    if (!options.svg.empty()) {
        write_svg(layer, options.svg);
    }
    if (options.json) {
        print_json(explanation_json(layer, options.svg));
        return;
    }
    std::cout << layer.name << ": input " << shape_text(own_input_shape(layer)) << ", output "
              << shape_text(own_output_shape(layer)) << "\n\n"
              << explain(layer);
}

}  // namespace tconv
