// What an SVG picture of a layer is made of: its style, which follows the reader's light or dark ground, and its shapes.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/explain/drawing.h"

namespace tconv::svg {

constexpr double kCellHeight = 24;

/// Rules for the classes below, and the hatch of cropped cells.
extern const char *const kSvgStyle;

/// The text without the characters that XML reserves.
std::string escaped(const std::string &text);
/// With one decimal.
std::string number(double value);
/// `classes`: title, axis, formula, number, tap, faint.
std::string text_at(double x, double y, const std::string &text, const std::string &classes = "");
/// A cell; `kind` is its class.
std::string box(double x, double y, double width, const char *kind);
/// The class of a cell; one that is summed looks like an input, of class "cell".
const char *class_of(CellKind kind);
/// In the color of a phase; `more`: further attributes.
std::string line(double x1, double y1, double x2, double y2, int64_t phase, const char *more = "");

}  // namespace tconv::svg
