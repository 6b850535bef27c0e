// Style and shapes of SVG pictures.
#include "runtime/explain/svg_shapes.h"

#include <cstdio>
#include <map>

namespace tconv::svg {
namespace {

/// Colors of phases, clear on white and on near black.
constexpr const char *kPhaseColors[] = {"#2f7ed8", "#e07b1a", "#2f9e55", "#b04fc4", "#c9443c", "#128f9c"};

std::string color_of(int64_t phase) {
    return kPhaseColors[static_cast<size_t>(phase) % (sizeof kPhaseColors / sizeof kPhaseColors[0])];
}

}  // namespace

const char *const kSvgStyle =
    "<style>\n"
    "text { font: 12px 'DejaVu Sans', Verdana, sans-serif; fill: #1c1f24; }\n"
    ".title { font-size: 17px; font-weight: bold; }\n"
    ".axis { font-size: 14px; font-weight: bold; }\n"
    ".formula { font-family: 'DejaVu Sans Mono', monospace; }\n"
    ".number { text-anchor: middle; }\n"
    ".tap { font-size: 9px; text-anchor: middle; }\n"
    ".ground { fill: #ffffff; }\n"
    ".halo { fill: #ffffff; }\n"
    ".cell { fill: #d6e3f3; stroke: #5b6673; }\n"
    ".unreached { fill: #ffffff; stroke: #5b6673; }\n"
    ".cropped { fill: url(#hatch); stroke: #8a929c; }\n"
    ".appended { fill: none; stroke: #5b6673; stroke-dasharray: 4 3; }\n"
    ".faint { fill: #6b7480; }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "  text { fill: #e6e9ee; }\n"
    "  .ground { fill: #16191d; }\n"
    "  .halo { fill: #16191d; }\n"
    "  .cell { fill: #2c4057; stroke: #97a1ad; }\n"
    "  .unreached { fill: #16191d; stroke: #97a1ad; }\n"
    "  .cropped { stroke: #6d7681; }\n"
    "  .appended { stroke: #97a1ad; }\n"
    "  .faint { fill: #9aa3ae; }\n"
    "}\n"
    "</style>\n"
    "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
    "<path d=\"M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2\" stroke=\"#8a929c\" stroke-width=\"1\"/></pattern></defs>\n";

std::string escaped(const std::string &text) {
    static const std::map<char, const char *> kEntities = {
        {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&apos;"}};
    std::string safe;
    for (const char c : text) {
        const auto found = kEntities.find(c);
        safe += found == kEntities.end() ? std::string(1, c) : found->second;
    }
    return safe;
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string text_at(double x, double y, const std::string &text, const std::string &classes) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\"" +
           (classes.empty() ? "" : " class=\"" + classes + "\"") + ">" + escaped(text) + "</text>\n";
}

std::string box(double x, double y, double width, const char *kind) {
    return "<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(width) + "\" height=\"" +
           number(kCellHeight) + "\" rx=\"2\" class=\"" + kind + "\"/>\n";
}

std::string line(double x1, double y1, double x2, double y2, int64_t phase, const char *more) {
    return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) +
           "\" stroke=\"" + color_of(phase) + "\" stroke-width=\"1.6\"" + more + "/>\n";
}

const char *class_of(CellKind kind) { return kind == CellKind::summed ? "cell" : words_of(kind).name; }

}  // namespace tconv::svg
