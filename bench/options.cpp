// The command line, by CLI11.
#include "bench/options.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "generators/cli/verbs.h"

namespace tconv::bench {

Options parse_options(int argc, char **argv, const Options &defaults) {
    Options options = defaults;
    CLI::App app("Times tconv beside other libraries over a table of layers, and checks that they agree.",
                 "tconv_bench");
    app.add_option("--contenders", options.contenders, "who takes part: names with * and ?, separated by commas")
        ->type_name("LIST");
    app.add_option("--filter", options.filter, "only layers whose names match this regular expression")
        ->type_name("REGEX");
    app.add_flag("--one-per-class", options.one_per_class, "of each class of layers the one with the least work");
    app.add_option("--threads", options.threads,
                   "numbers of threads (default: 1, all, and one layer a class on powers of two between them)")
        ->delimiter(',')
        ->check(CLI::PositiveNumber);
    add_seconds_option(app, options.seconds, "time per layer, number of threads and contender")->capture_default_str();
    app.add_option("--rounds", options.rounds, "at least so many rounds, if they take longer than that")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_flag("--processor-time", options.processor_time,
                 "measure processor time, not time passed: for one thread on a machine that others use too");
    app.add_option("--json", options.json, "write what was found to this file, in Google Benchmark's form")
        ->type_name("FILE");
    app.add_option("--target", options.target, "what tconv compiles for")->capture_default_str();
    app.add_option("--layers", options.layers, "the table of layers")->type_name("FILE");
    app.add_option("--peers", options.installation.environment, "where cmake/setup.sh bench has put the peers")
        ->type_name("FOLDER");
    app.footer("Contenders:\n" + contender_list() +
               "\nExample: DCGAN's layers beside oneDNN and ONNX Runtime on one thread\n"
               "  tconv_bench --filter ^dcgan --contenders 'tconv*,onednn*,onnxruntime' --threads 1 --json dcgan.json");
    try {
        app.parse(argc, argv);
        select_contenders(options.contenders);
    } catch (const CLI::ParseError &error) {
        std::exit(app.exit(error) == 0 ? 0 : 2);
    } catch (const Error &error) {
        std::fprintf(stderr, "tconv_bench: error: %s\n", error.what());
        std::exit(2);
    }
    return options;
}

}  // namespace tconv::bench
