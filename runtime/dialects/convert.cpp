// From one system's words to another's: refuse what the other cannot say, state the rest, read it back, compare.
#include "tconv/convert.h"

#include <algorithm>

#include "runtime/dialects/restate.h"
#include "runtime/dialects/training_statement.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

/// The constructor of this name, or the first of the rank.
const LayerType &type_for(const Dialect &dialect, const std::string &name, int rank) {
    const auto fits = [&](const LayerType &type) {
        return (type.rank == 0 || type.rank == rank) && (name.empty() || name == type.name);
    };
    const auto found = std::find_if(dialect.types.begin(), dialect.types.end(), fits);
    if (found != dialect.types.end()) {
        return *found;
    }
    std::vector<const char *> names;
    for (const LayerType &type : dialect.types) {
        if (type.rank == 0 || type.rank == rank) {
            names.push_back(type.name);
        }
    }
    const std::string axes = counted(rank, "spatial axis", "spatial axes");
    if (names.empty()) {
        const int least = dialect.types.front().rank;
        throw Error("the layer has " + axes + ": must have " + std::to_string(least) +
                    " or more, as tconv knows the layers of " + dialect.system + " from there on");
    }
    const bool has_types = dialect.name != std::string(kNativeDialect);
    reject("type", quoted(name),
           has_types ? "one of " + listed(names, quoted) + ", which are for " + axes
                     : "left out, as the native form has no types");
}

void refuse_what_it_lacks(const Problem &p, const Restater &row) {
    const std::string system = find_dialect(row.dialect).system;
    if (!row.groups && p.groups != 1) {
        reject("groups", p.groups, "1, as the layer of " + system + " has no groups");
    }
    for (size_t i = 0; !row.dilation && i < p.axes.size(); ++i) {
        if (p.axes[i].dilation != 1) {
            reject(entry("dilation", i), p.axes[i].dilation, "1, as the layer of " + system + " has no dilation");
        }
    }
    if (!row.activation(p.activation, p.layout)) {
        reject("activation", quoted(name_of(p.activation)),
               row.activation(Activation::relu, p.layout)
                   ? "another one, as that of this name in " + system + " does not compute the same"
                   : "\"linear\", as the layer of " + system + " has no activation: it is a layer of its own there");
    }
}

bool has_key(const LayerType &type, const std::string &name) {
    return std::any_of(type.keys->begin(), type.keys->end(), [&](const Key &key) { return name == key.name; });
}

/// Keys of interface.md that stand beside a dialect's own, where these do not say it already.
void state_shared(const Layer &layer, const LayerType &type, Statement &statement) {
    const auto add = [&](const char *name, const Statement &value) {
        if (has_key(type, name)) {
            statement[name] = value;
        }
    };
    add("name", layer.name);
    const bool says_input =
        statement.contains("InputSize") || statement.contains("Input") || statement.contains("input_shape");
    if (!says_input) {
        add("input_size", input_sizes(layer.problem));
    }
    if (!statement.contains("batch_size") && layer.problem.batch != 1) {
        add("batch", layer.problem.batch == kOpen ? Statement() : Statement(layer.problem.batch));
    }
}

Statement statement_of(const Layer &layer, const Restater &row, const LayerType &type,
                       std::vector<std::string> &notes) {
    Statement statement = Statement::object();
    if (std::string(row.dialect) != kNativeDialect) {
        statement["dialect"] = row.dialect;
        statement["type"] = type.name;
    }
    const Statement own = row.properties(layer);
    for (const auto &item : own.items()) {
        statement[item.key()] = item.value();
    }
    state_training(layer, row.dialect, statement, notes);
    if (!row.bias_is_optional && !layer.problem.bias) {
        notes.push_back("a bias of zeros is added, as every layer of " + std::string(find_dialect(row.dialect).system) +
                        " has one");
    }
    state_shared(layer, type, statement);
    return statement;
}

/// "(batch, y, x, channels)".
std::string axes_text(const Problem &p) {
    static constexpr const char *kNames[] = {"z", "y", "x"};
    std::string sizes;
    for (int i = 3 - p.rank(); i < 3; ++i) {
        sizes += std::string(", ") + kNames[i];
    }
    return p.layout == Layout::channels_last ? "(batch" + sizes + ", channels)" : "(batch, channels" + sizes + ")";
}

void note_arrays(const Layer &from, const Layer &to, std::vector<std::string> &notes) {
    if (to.problem.layout != from.problem.layout) {
        notes.push_back("input and output are " + axes_text(to.problem) + " in place of " + axes_text(from.problem));
    }
    if (to.batch_axis != from.batch_axis) {
        notes.push_back("input and output get an axis of 1 batch");
    }
    for (const auto &[what, was, is] : {std::tuple{"input", from.input_channel_axis, to.input_channel_axis},
                                        {"output", from.output_channel_axis, to.output_channel_axis}}) {
        if (was != is) {
            notes.push_back(std::string("the ") + what + " gets an axis of 1 channel");
        }
    }
}

/// What a call does beside its numbers.
void note_calls(const Layer &from, const Layer &to, std::vector<std::string> &notes) {
    if (to.problem.accuracy != from.problem.accuracy) {
        notes.push_back(std::string("accuracy ") + name_of(from.problem.accuracy) + " is left out: " + to.dialect +
                        " layers do not state it");
    }
    if (from.max_workspace_bytes != 0 && to.max_workspace_bytes == 0) {
        notes.push_back("the bound of the workspace, " + std::to_string(from.max_workspace_bytes) +
                        " bytes, is left out: " + to.dialect + " layers do not state it");
    }
}

/// Throws unless both compute the same: whatever a statement says, no other layer comes out.
void check_same(const Problem &from, const Problem &to) {
    Problem expected = from;
    expected.layout = to.layout;
    expected.bias = to.bias;
    expected.accuracy = to.accuracy;
    if (!(to == expected)) {
        throw Error("the layer would become another, " + key(to) + ": must be " + key(expected));
    }
}

void carry_values(const Layer &from, Layer &to) {
    if (from.weights.value) {
        to.weights.value = own_weights(to, native_weights(from, *from.weights.value));
    }
    if (from.bias.value && from.problem.bias) {
        to.bias.value = own_bias(to, native_bias(from, *from.bias.value));
    } else if (from.weights.value && to.problem.bias && !from.problem.bias) {
        to.bias.value =
            own_bias(to, Array{to.problem.bias_shape(), std::vector<float>(static_cast<size_t>(to.problem.filters))});
    }
}

}  // namespace

Conversion convert(const Layer &layer, const std::string &dialect_name, const std::string &type_name) {
    const Dialect &dialect = find_dialect(dialect_name);
    const Restater &row = restater_of(dialect_name);
    const LayerType &type = type_for(dialect, type_name, layer.problem.rank());
    Conversion conversion;
    if (layer.dialect == dialect_name) {  // its constructors of one rank have the same properties
        Layer same = layer;
        same.type = type_name.empty() ? layer.type : type.name;
        conversion.text = layer_text(same);
    } else {
        refuse_what_it_lacks(layer.problem, row);
        conversion.text = readable_text(statement_of(layer, row, type, conversion.notes));
    }
    conversion.layer = parse_layer(conversion.text, std::string("as ") + type.name);
    check_same(layer.problem, conversion.layer.problem);
    note_arrays(layer, conversion.layer, conversion.notes);
    note_calls(layer, conversion.layer, conversion.notes);
    carry_values(layer, conversion.layer);
    return conversion;
}

}  // namespace tconv
