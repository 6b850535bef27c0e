// tconv tune: searches for schedules, and keeps what it finds in a table.
#include "generators/tune/tune.h"

#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "generators/cli/files.h"
#include "generators/cli/interrupt.h"
#include "generators/cli/layer_table.h"
#include "generators/cli/machine.h"
#include "generators/cli/report.h"
#include "generators/cli/request.h"
#include "generators/cli/schedule_options.h"
#include "generators/cli/tuning.h"
#include "generators/cli/verbs.h"
#include "generators/files/transaction.h"
#include "runtime/problem/message.h"

namespace tconv {

namespace {

struct Options {
    LayerOptions layers;
    std::string target, effort = "measure", shard = "1/1", output, processor, log;
    std::vector<std::string> schedules;
    double seconds = 0;  ///< 0: as the effort says
    int threads = 1;
    uint64_t seed = 1;
    bool json = false;
};

ScheduleTable read_or_new(const std::string &file, const InstructionSet &set, const std::string &processor) {
    ScheduleTable table;
    table.target = target_of_set(set).name;
    table.processor = processor;
    if (!std::filesystem::exists(file))
        return table;
    const ScheduleTable there = read_table(file);
    if (there.target != table.target || there.processor != table.processor)
        throw Error("the table is for target " + there.target + " and processor " + there.processor +
                    ", this is a search for " + table.target + " and " + table.processor + " (" + printable(file) +
                    ")");
    return there;
}

/// With what another search has put there since for other problems: two of them may write one table, if not in the same moment.
void write_table(ScheduleTable &table, const std::set<TableKey> &own, const std::string &name,
                 const InstructionSet &set) {
    for (const auto &[key, entry] : read_or_new(name, set, table.processor).entries) {
        if (own.count(key) == 0)
            table.entries[key] = entry;
    }
    const std::filesystem::path file = name;
    Transaction files(file.has_parent_path() ? file.parent_path() : std::filesystem::path("."));
    files.add(file.filename().string(), text_of(table));
    files.commit();
}

Json counts_json(const tune::Found &found) {
    Json counts = Json::object();
    for (const tune::Verdict verdict :
         {tune::Verdict::wrong, tune::Verdict::crashed, tune::Verdict::hung, tune::Verdict::refused})
        counts[name_of(verdict)] = found.verdicts[static_cast<size_t>(verdict)];
    return counts;
}

Json outcome_json(const tune::Layer &layer, const tune::Outcome &outcome, const Options &options) {
    const auto number = [](double value) { return value > 0 ? Json(value) : Json(nullptr); };
    return {{"name", layer.name},
            {"key", key(layer.problem)},
            {"threads", options.threads},
            {"milliseconds", number(outcome.entry.milliseconds)},
            {"gflops", number(outcome.entry.gflops)},
            {"roofline_share", number(outcome.entry.roofline_share)},
            {"rule_milliseconds", number(table_number(outcome.found.seconds * outcome.found.gain * 1e3))},
            {"tried", outcome.found.tried},
            {"dropped", counts_json(outcome.found)},
            {"first_dropped", outcome.found.first_trouble},
            {"schedule", Json::parse(to_json(outcome.found.best))}};
}

std::string log_line(const tune::Layer &layer, const Schedule &schedule, const tune::Trial &trial, double estimate) {
    const auto number = [](double seconds) { return seconds > 0 ? Json(table_number(seconds * 1e3)) : Json(nullptr); };
    const Json line = {{"name", layer.name},
                       {"key", key(layer.problem)},
                       {"verdict", name_of(trial.verdict)},
                       {"why", trial.why},
                       {"milliseconds", number(trial.least())},
                       {"estimate", number(estimate)},
                       {"schedule", Json::parse(to_json(schedule))}};
    return line.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string outcome_text(const tune::Layer &layer, const tune::Outcome &outcome) {
    const TableEntry &entry = outcome.entry;
    char line[400];
    if (entry.effort == Effort::estimate) {
        std::snprintf(line, sizeof line, "%-18s not measured", layer.name.c_str());
    } else {
        std::snprintf(line, sizeof line,
                      "%-18s %9.4g ms  %6.1f GFLOP/s  %4.2f of the roofline  %5.2f x the rule  %d tried",
                      layer.name.c_str(), entry.milliseconds, entry.gflops, entry.roofline_share, outcome.found.gain,
                      outcome.found.tried);
    }
    std::string text = line;
    for (const tune::Verdict verdict :
         {tune::Verdict::wrong, tune::Verdict::crashed, tune::Verdict::hung, tune::Verdict::refused}) {
        const int count = outcome.found.verdicts[static_cast<size_t>(verdict)];
        if (count > 0)
            text += std::string(", ") + std::to_string(count) + " " + name_of(verdict);
    }
    return text + "  " + schedule_text(entry.schedule);
}

/// Where --log appends: a file of its own, which is neither read nor made by this search.
std::ofstream open_log(const Options &options) {
    std::ofstream log;
    if (options.log.empty())
        return log;
    std::vector<ReadFile> others = files_read(options.layers);
    for (const std::string &table : options.schedules)
        others.push_back({"--schedules", table});
    others.push_back({"--output", options.output});
    check_writable(options.log, "--log");
    check_not_read(options.log, "--log", others);
    log.open(options.log, std::ios::app);
    if (!log)
        throw Error("--log is '" + options.log + "': cannot be written: " + std::strerror(errno));
    return log;
}

void tune_layers(const Options &options) {
    const std::vector<LayerToRun> given = read_layers(options.layers);
    tune::Job job;
    job.effort = value_of_name<Effort>("effort", options.effort);
    job.set = &set_to_tune(options.target, job.effort);
    job.threads = options.threads;
    job.seed = options.seed;
    const std::string processor = options.processor.empty() ? processor_family() : options.processor;
    job.sources = read_sources(options.schedules, processor);
    check_sources(job.sources, target_of_set(*job.set));
    check_writable(options.output, "--output");
    check_not_read(options.output, "--output", files_read(options.layers));
    std::ofstream log = open_log(options);
    ScheduleTable table = read_or_new(options.output, *job.set, processor);

    std::vector<tune::Layer> layers;
    for (const LayerToRun &layer : given)
        layers.push_back({layer.name, layer.problem});
    layers = to_do(layers, tune::parse_shard(options.shard), table, options.threads);
    Interrupt interrupt;  // before anything that takes time
    const bool measures = job.effort != Effort::estimate && !layers.empty();
    const measure::Machine machine = measures ? measure::measure_machine() : measure::Machine();
    const ProgressLine line(interrupt.has_keys());
    const auto stop = [&] { return interrupt.requested(); };
    const double start = measure::seconds_now();
    Json outcomes = Json::array();
    std::set<TableKey> found;
    write_table(table, found, options.output, *job.set);  // better told now than after the search that it cannot be
    for (size_t i = 0; i < layers.size() && !stop() && log; i++) {
        // A limit for all is shared out: what one layer does not need, the others have.
        const double left = options.seconds - (measure::seconds_now() - start);
        if (options.seconds > 0 && left <= 0)
            break;
        const double seconds =
            options.seconds > 0 ? left / static_cast<double>(layers.size() - i) : tune::seconds_of(job.effort);
        const std::string where =
            "layer " + std::to_string(i + 1) + " of " + std::to_string(layers.size()) + ", " + layers[i].name;
        const tune::Outcome outcome = found_in(layers[i].name, [&] {
            const tune::Callbacks callbacks{stop, [&](const tune::Progress &progress) { line.show(where, progress); },
                                            [&](const Schedule &schedule, const tune::Trial &trial, double estimate) {
                                                if (log.is_open())
                                                    log << log_line(layers[i], schedule, trial, estimate) << std::endl;
                                            }};
            return tune_layer(layers[i], job, table, seconds, machine, callbacks);
        });
        line.wipe();
        if (job.effort != Effort::estimate && outcome.found.seconds <= 0)
            continue;  // interrupted before anything was known
        const TableKey here{key(layers[i].problem), options.threads};
        found.insert(here);
        TableEntry &entry = table.entries[here];
        if (job.effort != Effort::estimate || entry.milliseconds == 0)
            entry = outcome.entry;
        write_table(table, found, options.output, *job.set);
        outcomes.push_back(outcome_json(layers[i], outcome, options));
        if (!options.json) {
            std::printf("%s\n", outcome_text(layers[i], outcome).c_str());
            std::fflush(stdout);
        }
    }
    const auto unsearched = static_cast<int64_t>(layers.size() - outcomes.size());
    if (!log)  // told last, when the table has what was found
        throw Error("--log is '" + options.log + "': cannot be written to its end");
    if (options.json) {
        print_json({{"table", options.output},
                    {"target", table.target},
                    {"processor", table.processor},
                    {"effort", options.effort},
                    {"threads", options.threads},
                    {"seed", options.seed},
                    {"interrupted", interrupt.requested()},
                    {"unsearched", unsearched},
                    {"layers", outcomes}});
    } else {
        std::printf("%s  %s%s\n", options.output.c_str(),
                    counted(static_cast<int64_t>(table.entries.size()), "entry", "entries").c_str(),
                    unsearched > 0 ? ("; no time for " + counted(unsearched, "layer", "layers")).c_str() : "");
    }
}

}  // namespace

void add_tune(CLI::App &program) {
    const auto options = std::make_shared<Options>();
    CLI::App *verb = add_verb(program, "tune", "Search for faster schedules by measuring, and keep them in a table",
                              "tconv tune up4.json up8.json -o my.json --seconds 120\n"
                              "  tconv compile up4.json -o out --schedules my.json");
    add_layers_options(*verb, options->layers);
    add_target_option(*verb, options->target);
    add_effort_option(*verb, options->effort,
                      "estimate (nothing is measured), measure (a minute for each layer), patient (ten)");
    add_seconds_option(*verb, options->seconds, "Time for all layers together (default: as the effort says)");
    verb->add_option("--threads", options->threads, "Threads of a call")
        ->type_name("N")
        ->capture_default_str()
        ->check(CLI::Range(1, kMostTableThreads));
    verb->add_option("--shard", options->shard,
                     "Only this share of the layers, for instance 2/8 on the second of eight machines")
        ->type_name("i/n")
        ->check(known_to(tune::parse_shard));
    verb->add_option("--processor", options->processor, "The family that the table is for (default: this machine's)")
        ->type_name("P")
        ->check(known_to(check_processor));
    add_tables_option(*verb, options->schedules);
    verb->add_option("--log", options->log, "Append a line of JSON for each schedule that is tried")
        ->type_name("FILE")
        ->check(not_empty);
    add_seed_option(*verb, options->seed, "Which random schedules are tried");
    verb->add_option("-o,--output", options->output, "The table; what it has already is where the search begins")
        ->type_name("TABLE.json")
        ->required()
        ->check(not_empty);
    add_json_option(*verb, options->json);
    verb->callback([options] { tune_layers(*options); });
}

}  // namespace tconv
