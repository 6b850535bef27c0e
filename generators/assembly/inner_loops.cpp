// Loops are branches backwards to a label with no such branch between.
#include "generators/assembly/inner_loops.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>

#include "runtime/problem/message.h"

namespace tconv {

namespace {

/// How the assembly of an architecture is read, as LLVM writes it.
struct Syntax {
    const char *architecture;           ///< of Halide's target string
    std::vector<const char *> products;  ///< mnemonics begin with one of these
    std::vector<const char *> loads, stores;  ///< the same; empty where any instruction may have an operand in memory
    const char *stack;                        ///< what an address on the stack holds
    const char *comment;
};
const Syntax kSyntaxes[] = {
    {"arm-64", {"fmla", "fmadd"}, {"ld"}, {"st"}, "[sp", "//"},
    {"arm-32", {"vfma", "vmla"}, {"ldr", "ldm", "vld"}, {"str", "stm", "vst"}, "[sp", "@"},
    {"x86-64", {"vfmadd", "vdpbf16ps", "mulp", "muls"}, {}, {}, "(%rsp", "#"},
};

const Syntax &syntax_of(const InstructionSet &set) {
    const std::string_view halide = set.halide;
    for (const Syntax &syntax : kSyntaxes) {
        if (halide.starts_with(syntax.architecture))
            return syntax;
    }
    throw Error("no assembly report for " + std::string(set.name) + ": its instructions are not known here");
}

bool begins_with_any(std::string_view text, const std::vector<const char *> &beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](const char *beginning) { return text.starts_with(beginning); });
}

struct Line {
    std::string text, mnemonic;
    bool is_label = false;
};

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Labels and instructions, without directives and comments.
std::vector<Line> lines_of(const std::string &assembly, const Syntax &syntax) {
    std::vector<Line> lines;
    std::istringstream stream(assembly);
    for (std::string raw; std::getline(stream, raw);) {
        const std::string_view text = trimmed(std::string_view(raw).substr(0, raw.find(syntax.comment)));
        if (text.empty())
            continue;
        if (text.back() == ':') {
            lines.push_back({std::string(text.substr(0, text.size() - 1)), "", true});
        } else if (text.front() != '.') {
            lines.push_back({std::string(text), std::string(text.substr(0, text.find_first_of(" \t"))), false});
        }
    }
    return lines;
}

/// Intel's instructions name memory with parentheses, the destination last.
void count_operands_in_memory(const std::string &text, const std::string &mnemonic, InnerLoop &loop) {
    const size_t open = text.find('(');
    if (open == std::string::npos || mnemonic.starts_with("lea") || mnemonic.starts_with("prefetch"))
        return;
    const bool destination = text.find(',', text.find(')')) == std::string::npos && text.find(',') < open;
    const bool compares = mnemonic.starts_with("cmp") || mnemonic.starts_with("test");
    (destination && !compares ? loop.stores : loop.loads)++;
}

InnerLoop counted(const std::vector<Line> &lines, size_t first, size_t last, const Syntax &syntax) {
    InnerLoop loop;
    loop.label = lines[first].text;
    for (size_t i = first; i <= last; i++) {
        const Line &line = lines[i];
        if (line.is_label)
            continue;
        loop.instructions++;
        loop.body += line.text + "\n";
        loop.products += begins_with_any(line.mnemonic, syntax.products) ? 1 : 0;
        const int before = loop.loads + loop.stores;
        if (syntax.loads.empty()) {
            count_operands_in_memory(line.text, line.mnemonic, loop);
        } else {
            loop.loads += begins_with_any(line.mnemonic, syntax.loads) ? 1 : 0;
            loop.stores += begins_with_any(line.mnemonic, syntax.stores) ? 1 : 0;
        }
        if (loop.loads + loop.stores > before && line.text.find(syntax.stack) != std::string::npos)
            loop.stack++;
    }
    return loop;
}

}  // namespace

std::vector<InnerLoop> inner_loops(const std::string &assembly, const InstructionSet &set) {
    const Syntax &syntax = syntax_of(set);
    const std::vector<Line> lines = lines_of(assembly, syntax);
    std::map<std::string, size_t> labels;
    std::vector<InnerLoop> loops;
    size_t inner_end = 0;  // behind the last branch backwards: a loop that begins before it has another one inside
    for (size_t i = 0; i < lines.size(); i++) {
        if (lines[i].is_label) {
            labels[lines[i].text] = i;
            continue;
        }
        const std::string_view text = lines[i].text;
        const auto target = labels.find(std::string(text.substr(std::min(text.size(), text.find_last_of(" \t,") + 1))));
        if (target == labels.end())
            continue;
        if (target->second >= inner_end) {
            InnerLoop loop = counted(lines, target->second, i, syntax);
            if (loop.products > 0)
                loops.push_back(std::move(loop));
        }
        inner_end = i + 1;
    }
    std::stable_sort(loops.begin(), loops.end(),
                     [](const InnerLoop &a, const InnerLoop &b) { return a.products > b.products; });
    return loops;
}

}  // namespace tconv
