// A layer in MATLAB's words: Cropping as 'same', or the crops as they are.
#include <algorithm>

#include "runtime/dialects/restate.h"

namespace tconv {

Statement matlab_statement(const Layer &layer) {
    const Problem &p = layer.problem;
    refuse_fixed_outputs(p, "MATLAB");
    Statement statement;
    state(statement, "FilterSize", p.axes, &Axis::kernel, kNoDefault);
    statement["NumFilters"] = p.filters;
    state(statement, "Stride", p.axes, &Axis::stride, 1);
    if (is_same_crop(p)) {
        statement["Cropping"] = "same";
    } else {
        refuse_negative_crops(p, "MATLAB");
        Statement begins = Statement::array(), ends = Statement::array(), flat = Statement::array();
        for (const Axis &axis : p.axes) {
            begins.push_back(axis.crop_begin);
            ends.push_back(axis.crop_end);
            flat.insert(flat.end(), {axis.crop_begin, axis.crop_end});
        }
        const auto is_none = [](const Statement &crop) { return crop == 0; };
        if (begins == ends && !std::all_of(begins.begin(), begins.end(), is_none)) {
            statement["Cropping"] = begins;  // [a b] or [a b c]
        } else if (begins != ends) {
            statement["Cropping"] = p.rank() == 2 ? flat : Statement{begins, ends};
        }
    }
    statement["InputSize"] = with_channels(p, false);
    if (!layer.batch_axis) {
        statement["InputFormat"] = p.rank() == 2 ? "SSC" : "SSSC";
    }
    return statement;
}

}  // namespace tconv
