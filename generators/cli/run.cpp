// tconv run: compiles a layer (or finds it in the cache), loads the library and runs it on an array.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <numeric>

#include "generators/cli/library.h"
#include "generators/cli/machine.h"
#include "generators/cli/parameters.h"
#include "generators/cli/progress.h"
#include "generators/cli/report.h"
#include "generators/cli/request.h"
#include "generators/cli/schedule_options.h"
#include "generators/cli/verbs.h"
#include "runtime/problem/message.h"

namespace tconv {

namespace {

constexpr int kMaxThreads = 1024;  // tconv_pool_create's limit
constexpr int kMaxRepeats = 1000000;

struct Options {
    std::string layer, input, output, target;
    ParameterOptions parameters;
    SourceOptions sources;
    int threads = 0;  ///< 0: as many as this process may use cores
    int repeat = 0;   ///< 0: once, without times
    bool json = false;
};

struct Result {
    std::vector<int64_t> input_shape, output_shape;  ///< as the layer's dialect has them
    int64_t workspace_bytes = 0;
    int threads = 0;
    std::vector<double> times_ms;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Result run_layer(const CompileRequest &request, const Options &options, const Array &input,
                 const Parameters &parameters, Array &output) {
    const Library library = [&] {
        const Progress progress("compiling " + request.name);
        return Library::open(request, Cache());
    }();
    Result result;
    result.threads = options.threads > 0 ? options.threads : std::min(usable_cores(), kMaxThreads);
    result.workspace_bytes = library.workspace_bytes(input.shape, result.threads);
    const Pool pool(result.threads);
    const FloatBuffer packed = library.pack(parameters.weights, parameters.bias), x(input.data);
    FloatBuffer workspace(result.workspace_bytes), y(output.size() * static_cast<int64_t>(sizeof(float)));
    const int runs = std::max(options.repeat, 1);
    Progress progress("running " + request.name, runs);
    for (int i = 0; i < runs; i++) {
        const auto start = std::chrono::steady_clock::now();
        library.run(packed, input.shape, x, y, workspace, pool);
        const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
        result.times_ms.push_back(time.count());
        progress.step("running " + request.name);
    }
    output.data.assign(y.data(), y.data() + output.size());
    return result;
}

void report_json(const Options &options, const Layer &layer, const Result &result) {
    print_json({{"name", layer.name},
                {"key", key(layer.problem)},
                {"target", options.target},
                {"input_shape", shape_json(result.input_shape)},
                {"output_shape", shape_json(result.output_shape)},
                {"output", options.output},
                {"threads", result.threads},
                {"workspace_bytes", result.workspace_bytes},
                {"times_ms", result.times_ms}});
}

void report_text(const Options &options, const Result &result) {
    if (options.repeat > 0) {
        const std::vector<double> &times = result.times_ms;
        for (size_t i = 0; i < times.size(); i++) {
            std::printf("run %-4zu %.4f ms\n", i + 1, times[i]);
        }
        const auto [least, most] = std::minmax_element(times.begin(), times.end());
        std::printf("%zu runs, threads %d: least %.4f ms, median %.4f ms, mean %.4f ms, most %.4f ms\n", times.size(),
                    result.threads, *least, median(times),
                    std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size()), *most);
    }
    std::printf("%s  float32 %s\n", options.output.c_str(), shape_text(result.output_shape).c_str());
}

void run(const Options &options) {
    const CLI::RequiredError missing("One of --weights and --init");
    const bool named = !options.parameters.weights.empty() || !options.parameters.init.empty();
    if (!named && !std::filesystem::exists(options.layer)) {
        throw missing;  // nor can the layer file hold them
    }
    check_writable(options.output, "--output");
    check_not_read(options.output, "--output",
                   {{"the layer file", options.layer},
                    {"--weights", options.parameters.weights},
                    {"--bias", options.parameters.bias}});
    const Layer layer = read_layer(options.layer);
    if (!has_weights(layer, options.parameters)) {
        throw missing;
    }
    check_initializer(layer, options.parameters.init);
    CompileRequest request = request_for(layer, options.target);
    request.sources = read_sources(options.sources, options.target);
    Array input = read_npy(options.input), output;
    const std::vector<int64_t> given = input.shape;
    input.shape = native_input_shape(layer, given);
    output.shape = found_in(options.input, [&] { return layer.problem.output_shape_for(input.shape); });
    const Parameters parameters = load_parameters(layer, options.parameters);
    Result result = run_layer(request, options, input, parameters, output);
    result.input_shape = given;
    result.output_shape = output.shape = own_output_shape(layer, output.shape);
    write_npy(options.output, output);
    if (options.json) {
        report_json(options, layer, result);
    } else {
        report_text(options, result);
    }
}

}  // namespace

void add_run(CLI::App &program) {
    const auto options = std::make_shared<Options>();
    CLI::App *verb = add_verb(program, "run", "Run a layer on an array",
                              "tconv run up4.json --input x.npy --output y.npy --weights up4.npy --repeat 10");
    add_layer_option(*verb, options->layer);
    verb->add_option("--input", options->input, "Input array, batch first")->type_name("X.npy")->required();
    verb->add_option("--output", options->output, "Where the output array is written")->type_name("Y.npy")->required();
    add_parameter_files(*verb, options->parameters);
    add_initializer(*verb, options->parameters);
    verb->add_option("--threads", options->threads, "Threads, the caller's included (default: one per core)")
        ->type_name("N")
        ->check(CLI::Range(1, kMaxThreads));
    add_target_option(*verb, options->target);
    add_source_options(*verb, options->sources);
    verb->add_option("--repeat", options->repeat, "Run N times and print the time of each run")
        ->type_name("N")
        ->check(CLI::Range(1, kMaxRepeats));
    add_json_option(*verb, options->json);
    verb->callback([options] { run(*options); });
}

}  // namespace tconv
