// What compile_library makes: the same bytes every time, only the symbols that are documented, small text.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "generators/cli/request.h"
#include "generators/compile/compile.h"
#include "tests/files/folder.h"

using namespace tconv;
using namespace tconv::test;

namespace {

namespace fs = std::filesystem;

CompileRequest request_for(const std::string &layer) {
    return request_for(load_layer(TCONV_TEST_LAYERS "/" + layer + ".json"), "x86-64-linux");
}

/// Lines that a shell command prints.
std::vector<std::string> lines_of(const std::string &command) {
    std::vector<std::string> lines;
    FILE *pipe = popen(command.c_str(), "r");
    char line[4096];
    while (pipe && std::fgets(line, sizeof line, pipe)) {
        lines.emplace_back(line);
        lines.back().erase(lines.back().find_last_not_of('\n') + 1);
    }
    EXPECT_EQ(pclose(pipe), 0) << command;
    return lines;
}

/// Text bytes of an archive's members by name, from binutils: not by our own reading.
std::map<std::string, int64_t> text_of_members(const std::string &archive) {
    std::map<std::string, int64_t> text;
    for (const std::string &line : lines_of("size -A '" + archive + "'")) {
        static std::string member;
        std::istringstream words(line);
        std::string section;
        int64_t bytes = 0;
        if (line.find(" :") != std::string::npos || line.find("(ex ") != std::string::npos) {
            member = line.substr(0, line.find(' '));
        } else if (words >> section >> bytes && section.rfind(".text", 0) == 0) {
            text[member] += bytes;
        }
    }
    return text;
}

TEST(Archive, TheSameRequestGivesTheSameBytes) {
    CompileRequest request = request_for("open");
    request.jobs = 1;
    const CompiledLibrary first = compile_library(request);
    request.jobs = 3;
    const Folder elsewhere;
    const fs::path before = fs::current_path();
    fs::current_path(elsewhere.path());
    const CompiledLibrary second = compile_library(request);
    fs::current_path(before);
    EXPECT_TRUE(first.archive == second.archive);
    EXPECT_EQ(first.header, second.header);
    EXPECT_EQ(first.manifest, second.manifest);
}

/// None of the C library's mathematics among them: activations are polynomials.
void expect_documented_symbols(const CompileRequest &request) {
    const Folder folder;
    write_library(compile_library(request), folder.path());
    const std::string archive = (folder.path() / "libopen.a").string();
    std::set<std::string> offered, wanted, defined;
    for (const std::string &line : lines_of("readelf -sW '" + archive + "'")) {
        std::istringstream words(line);
        std::string number, value, size, type, bind, visibility, section, name;
        words >> number >> value >> size >> type >> bind >> visibility >> section >> name;
        if (bind == "GLOBAL" || bind == "WEAK") {
            (section == "UND" ? wanted : defined).insert(name);
            if (section != "UND" && visibility == "DEFAULT") {
                offered.insert(name);
            }
        }
    }
    EXPECT_EQ(offered, (std::set<std::string>{"open_output_shape", "open_pack", "open_packed_size", "open_run",
                                              "open_workspace_size"}));
    std::set<std::string> from_elsewhere;
    std::set_difference(wanted.begin(), wanted.end(), defined.begin(), defined.end(),
                        std::inserter(from_elsewhere, from_elsewhere.end()));
    const std::set<std::string> allowed{"memcpy",     "memset",       "tconv_cpu_level", "tconv_parallel_for",
                                        "tconv_slot", "tconv_threads"};
    for (const std::string &name : from_elsewhere) {
        EXPECT_TRUE(allowed.count(name)) << name << " in " << key(request.problem);
    }
}

TEST(Archive, SymbolsAreTheDocumentedOnes) {
    CompileRequest request = request_for("open");
    expect_documented_symbols(request);
    request.problem.activation = Activation::softmax;
    expect_documented_symbols(request);
}

TEST(Archive, FactsAreWhatTheFilesHold) {
    const CompiledLibrary library = compile_library(request_for("fixed"));
    const Folder folder;
    write_library(library, folder.path());
    int64_t text = 0;
    const auto members = text_of_members((folder.path() / "libfixed.a").string());
    for (const auto &[name, bytes] : members) {
        text += bytes;
    }
    EXPECT_EQ(library.facts.text_bytes, text);
    ASSERT_EQ(library.facts.kernels.size(), 3u);
    for (const KernelFacts &kernel : library.facts.kernels) {
        EXPECT_EQ(kernel.text_bytes, members.at("fixed_" + kernel.instruction_set + ".o"));
        EXPECT_LT(kernel.text_bytes, 64 << 10);
    }
    EXPECT_EQ(read_text(folder.path() / "fixed.h"), library.header);
    EXPECT_EQ(read_text(folder.path() / "fixed.json"), library.manifest);
}

TEST(Archive, AssertionsBecomeAStatusWhereTheyAreKept) {
    CompileRequest request = request_for("open");
    request.checked = true;
    request.target = "x86-64-linux-avx2";
    const Folder folder;
    write_library(compile_library(request), folder.path());
    for (const std::string &line : lines_of("nm -u '" + (folder.path() / "libopen.a").string() + "'")) {
        EXPECT_EQ(line.find("halide"), std::string::npos) << line;
    }
}

TEST(Archive, TheRuntimeIsSmall) {
    const auto members = text_of_members(TCONV_KERNEL_ARCHIVE);
    int64_t without_pool = 0;
    for (const auto &[name, bytes] : members) {
        without_pool += name.rfind("pool", 0) == 0 ? 0 : bytes;
    }
    EXPECT_GT(without_pool, 100);
    EXPECT_LT(without_pool, 4 << 10);
}

TEST(Archive, TheHeaderSharesItsTypesWithThePublicOne) {
    const std::string header = compile_library(request_for("empty")).header, kernel = read_text(TCONV_KERNEL_HEADER);
    for (const std::string guard : {"TCONV_STATUS_DEFINED", "TCONV_PARALLEL_DEFINED"}) {
        const auto section = [&](const std::string &text) {
            const size_t begin = text.find("#ifndef " + guard);
            return text.substr(begin, text.find("#endif", begin) - begin);
        };
        EXPECT_EQ(section(header), section(kernel));
    }
}

TEST(Archive, ParametersMustFit) {
    CompileRequest request = request_for("built_in");
    request.weights = Array{{5, 3, 3, 2}, std::vector<float>(90)};
    EXPECT_THROW(compile_library(request), Error);
    request.weights.reset();
    request.bias = Array{{3}, std::vector<float>(3)};
    EXPECT_THROW(compile_library(request), Error) << "a bias alone";
    request.bias.reset();
    request.target = "pdp11";
    EXPECT_THROW(compile_library(request), Error);
    request.target = "x86-64-linux-avx2";
    request.schedules["avx512"] = Schedule{};
    EXPECT_THROW(compile_library(request), Error) << "a schedule for a set that the target lacks";
}

}  // namespace
