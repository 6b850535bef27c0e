// tconv: the command line. Turns every failure into an exit status and one line on standard error (interface.md,
// section 3).
#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <string>

#include "generators/cli/verbs.h"
#include "runtime/problem/message.h"

namespace {

constexpr int kFailed = 1, kWrongUsage = 2;

/// One line, whatever is in the message: file names and values may hold line breaks.
std::string one_line(const std::string &message) {
    std::string line = message.substr(0, message.find_last_not_of(" \n\r\t") + 1);
    for (char &c : line) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        c = is_control ? ' ' : c;
    }
    return line;
}

int report_failure(const std::string &message) {
    std::fprintf(stderr, "tconv: error: %s\n", one_line(message).c_str());
    return kFailed;
}

/// In place of CLI11's message, which names neither the word given nor those that there are. `what` is argv[place].
std::string without_word(const char *what, const CLI::App &app, int place, int argc, char **argv) {
    const auto name_of = [](const CLI::App *verb) { return verb->get_name(); };
    const std::string given = argc > place ? '"' + std::string(argv[place]) + '"' : "missing";
    return std::string("the ") + what + " is " + given + ": must be one of " +
           tconv::listed(app.get_subcommands(nullptr), name_of);
}

int run_program(CLI::App &program, int argc, char **argv) {
    try {
        program.parse(argc, argv);
    } catch (const CLI::Success &help) {
        program.exit(help);
    } catch (const CLI::ParseError &error) {
        const CLI::App *app = &program;  // the verb, or its action, as far as they were understood
        std::string words;
        int place = 1;
        for (; !app->get_subcommands().empty(); place++) {
            app = app->get_subcommands().front();
            words += app->get_name() + " ";
        }
        const bool lacks_word = !app->get_subcommands(nullptr).empty();
        const std::string problem =
            lacks_word ? without_word(place == 1 ? "verb" : "action", *app, place, argc, argv) : error.what();
        std::fprintf(stderr, "tconv: %s (see tconv %s--help)\n", one_line(problem).c_str(), words.c_str());
        return kWrongUsage;
    }
    std::cout.flush();
    if (!std::cout || std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        throw tconv::Error("cannot write to standard output");
    }
    return 0;
}

}  // namespace

int main(int argc, char **argv) {
    try {
        CLI::App program("A compiler for transposed convolutions: one layer becomes one small, fast library.", "tconv");
        program.set_version_flag("--version", "tconv " TCONV_VERSION);
        program.require_subcommand(1);
        program.footer("Each verb has its own --help.\nExit status: 0 done; 1 it could not be done; 2 wrong usage.");
        for (const auto add : {tconv::add_compile, tconv::add_run, tconv::add_init, tconv::add_convert,
                               tconv::add_import, tconv::add_inspect, tconv::add_verify, tconv::add_tune,
                               tconv::add_schedules, tconv::add_bench, tconv::add_targets}) {
            add(program);
        }
        program.get_formatter()->label("SUBCOMMAND", "VERB");
        for (CLI::App *verb : program.get_subcommands(nullptr)) {
            verb->group("Verbs");
        }
        return run_program(program, argc, argv);
    } catch (const tconv::Error &error) {
        return report_failure(error.what());
    } catch (const std::bad_alloc &) {
        return report_failure("not enough memory");
    } catch (const std::exception &error) {
        return report_failure(std::string("internal error: ") + error.what());
    }
}
