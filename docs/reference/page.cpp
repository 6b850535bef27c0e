// The page, section by section.
#include "docs/reference/page.h"

#include <cstring>

#include <nlohmann/json.hpp>

#include "runtime/dialects/dialect.h"
#include "runtime/dialects/size_rules.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

constexpr const char *kHead = R"(# Layers in the words of other systems

A layer file may keep the words of the system that a layer comes from: `"dialect"` names the system, `"type"` its constructor, `"args"` its
positional arguments, and every other key is a property, spelt as there. Names, defaults, sizes, weight layouts and errors are then
that system's. `tconv inspect LAYER.json` shows the layer as the system itself prints it, `tconv inspect LAYER.json --explain` how its sizes
came about, with a picture of it.

This page is made of the tables that the code itself reads: `cmake --build --preset dev --target docs` writes it anew, and a test
compares the two.

In every dialect `name`, `input_size`, `channels`, `filters` and `batch` of [the native form](layer-file.md) may stand beside its own keys,
where it has none for them. `batch` is 1 where nothing says it, but in Keras any number, as a `batch_size` of `None` is there.

)";

constexpr const char *kDisagree = R"(## Where they disagree

All agree on what is added up: tap t of input i adds to cell i * stride + t * dilation of the full array, and no kernel is flipped. They
differ in which cells of it are the output.

- A kernel smaller than the stride leaves cells at the end that no tap reaches. Keras counts them as output; the others end where the
  kernel ends.
- "Same" is input * stride in MATLAB, Keras, Wolfram and ONNX. CNTK's `pad=True` is (input - 1) * strides + 1; what others call same
  is `output_shape` there.
- An odd crop has its larger half at the end in MATLAB, Keras and under ONNX's SAME_UPPER, at the begin under SAME_LOWER, and
  also where ONNX has an `output_shape`. Wolfram's page does not say; here it is the end. In CNTK it follows from the convolution that the
  layer turns round: an output of input * strides has it at the begin for kernel 3 and stride 2, at the end for kernel 4 and stride 3.
- Under "same" a kernel smaller than the stride leaves too few cells. MATLAB, Keras and Wolfram append zeros; ONNX Runtime leaves the output
  shorter than ONNX's own text has it, and `"auto_pad_policy": "spec"` follows the text.
- Keras's `output_padding` beside "same" gives up input * strides: the output is (input - 1) * strides + kernel mod 2 + output_padding.
- `output_padding` must be less than the stride in Keras, less than stride or dilation in PyTorch and ONNX.
- Keras refuses a stride and a dilation above 1 together.
- Weights are (channels, filters/groups, kernel...) in PyTorch, ONNX, Wolfram and CNTK, (kernel..., filters, channels) in Keras, and
  MATLAB's h x w [x d] x NumFilters x NumChannels in MATLAB.
- Arrays are channels first in PyTorch, ONNX, CNTK and, unless Interleaving says otherwise, Wolfram; channels last in MATLAB and, unless
  data_format says otherwise, in Keras. CNTK's have no channel axis where `num_filters` is null or `reduction_rank` is 0, MATLAB's no
  batch axis where `InputFormat` has no B.

)";

std::string cell(std::string text) {
    for (size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
        text.insert(at, "\\");
    }
    return text;
}

std::string code(const std::string &text) { return "`" + text + "`"; }

std::string row(const std::vector<std::string> &cells) { return "| " + listed(cells, cell, " | ") + " |\n"; }

std::string head(const std::vector<std::string> &names) {
    std::string rule = "|";
    for (size_t i = 0; i < names.size(); ++i) {
        rule += "---|";
    }
    return row(names) + rule + "\n";
}

std::string default_text(const Key &key) {
    if (key.read_only) {
        return "read-only";
    }
    if (!key.otherwise) {
        return "must be given";
    }
    return nlohmann::json::accept(key.otherwise) ? code(key.otherwise) : key.otherwise;
}

bool same_row(const Key &a, const Key &b) {
    return std::strcmp(a.name, b.name) == 0 && std::strcmp(a.allowed, b.allowed) == 0 &&
           std::strcmp(a.means, b.means) == 0 && default_text(a) == default_text(b);
}

/// Every key, or those in which the table differs from another one.
std::string keys_table(const std::vector<Key> &keys, const std::vector<Key> *other) {
    std::string text = head({"key", "default", "allowed", "what it says"});
    for (const Key &key : keys) {
        bool is_new = true;
        for (size_t i = 0; other && i < other->size(); ++i) {
            is_new = is_new && !same_row(key, (*other)[i]);
        }
        if (is_new) {
            text += row({code(key.name), default_text(key), key.read_only ? "" : key.allowed,
                         std::string(key.means) + (key.read_only ? std::string(": ") + key.allowed : "")});
        }
    }
    return text + "\n";
}

std::string signature(const LayerType &type) {
    const auto plain = [](const char *name) { return name; };
    return std::string(type.name) + (type.positional.empty() ? "" : "(" + listed(type.positional, plain) + ")");
}

std::string types_text(const Dialect &dialect) {
    if (dialect.name == std::string(kNativeDialect)) {
        return "";
    }
    std::string text = "Constructors, with what `\"args\"` gives by position:\n\n";
    for (const LayerType &type : dialect.types) {
        text += "- " + code(signature(type)) + "\n";
    }
    return text + "\n";
}

std::string rules_text(const std::string &dialect) {
    std::string text = "How the output's size and the crop at the begin follow (the crop at the end is what is left of "
                       "the full array):\n\n" +
                       head({"rule", "formulas", "note", "source"});
    for (const SizeRules &table : size_rules()) {
        for (const SizeRule &rule : table.rules) {
            if (dialect != table.dialect) {
                continue;
            }
            std::vector<AxisRule::Step> steps = table.steps;
            steps.insert(steps.end(), rule.steps.begin(), rule.steps.end());
            const auto formula = [](const AxisRule::Step &step) { return code(step.name + " = " + step.formula); };
            text += row({rule.name, listed(steps, formula, "<br>"), rule.note, rule.source});
        }
    }
    return text + "\n";
}

std::string example_of(const std::string &dialect) {
    for (const DialectExample &example : dialect_examples()) {
        if (dialect == example.dialect) {
            return std::string("```json\n") + example.json + "\n```\n\n";
        }
    }
    return "";
}

std::string dialect_text(const Dialect &dialect) {
    std::string text = "## `" + std::string(dialect.name) + "`: " + dialect.system + "\n\n" + example_of(dialect.name) +
                       types_text(dialect);
    const std::vector<Key> *first = nullptr;
    for (const LayerType &type : dialect.types) {
        if (first == nullptr) {
            text += keys_table(*type.keys, nullptr);
            first = type.keys;
        } else if (type.keys != first) {
            text += "Of " + code(type.name) + " these differ:\n\n" + keys_table(*type.keys, first);
        }
    }
    return text + rules_text(dialect.name);
}

std::string comparison_text(const Comparison &comparison) {
    std::string text =
        std::string(comparison.question) + ":\n\n" + head({"in", "output", "cropped at the begin", "at the end"});
    for (const Comparison::Answer &answer : comparison.answers) {
        const Axis axis = parse_layer(answer.json, answer.words).problem.axes.back();
        text += row({answer.words, std::to_string(axis.output), std::to_string(axis.crop_begin),
                     std::to_string(axis.crop_end)});
    }
    return text + "\n";
}

}  // namespace

std::string dialects_page() {
    std::string text = std::string(kHead) + kDisagree;
    for (const Comparison &comparison : comparisons()) {
        text += comparison_text(comparison);
    }
    text += "A negative crop is a number of zeros that are appended there.\n\n";
    for (const Dialect *dialect : dialects()) {
        text += dialect_text(*dialect);
    }
    return text.substr(0, text.size() - 1);
}

}  // namespace tconv
