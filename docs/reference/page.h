// The page docs/dialects.md. Its tables are those of the dialects themselves, its sizes are computed while it is written.
#pragma once

#include <string>
#include <vector>

namespace tconv {

/// A short layer file of each dialect.
struct DialectExample {
    const char *dialect, *json;
};
const std::vector<DialectExample> &dialect_examples();

/// One question, and how each system answers it.
struct Comparison {
    struct Answer {
        const char *words, *json;  ///< what a user writes, and a layer file that says so
    };
    const char *question;
    std::vector<Answer> answers;
};
const std::vector<Comparison> &comparisons();

/// The whole page, in Markdown.
std::string dialects_page();

}  // namespace tconv
