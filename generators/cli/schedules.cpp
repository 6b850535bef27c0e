// tconv schedules: tables of schedules, read, joined and checked.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <memory>

#include "generators/cli/files.h"
#include "generators/cli/report.h"
#include "generators/cli/schedule_options.h"
#include "generators/cli/verbs.h"
#include "generators/files/transaction.h"
#include "runtime/problem/message.h"

namespace tconv {

namespace {

struct Options {
    std::vector<std::string> files;
    std::string output, key;
    bool json = false;
};

/// A table and what people call it: a file's name, or "shipped".
struct NamedTable {
    std::string name;
    ScheduleTable table;
};

/// The files, or the program's own tables where none is named.
std::vector<NamedTable> tables_of(const std::vector<std::string> &files) {
    std::vector<NamedTable> tables;
    for (const std::string &file : files)
        tables.push_back({file, read_table(file)});
    if (files.empty()) {
        for (const ScheduleTable &table : shipped_tables())
            tables.push_back({"shipped", table});
    }
    return tables;
}

void list(const Options &options) {
    Json rows = Json::array();
    for (const auto &[name, table] : tables_of(options.files)) {
        rows.push_back({{"table", name},
                        {"target", table.target},
                        {"processor", table.processor},
                        {"entries", table.entries.size()}});
        if (!options.json)
            std::printf("%-24s %-20s %-16s %s\n", printable(name).c_str(), table.target.c_str(),
                        table.processor.c_str(),
                        counted(static_cast<int64_t>(table.entries.size()), "entry", "entries").c_str());
    }
    if (options.json)
        print_json({{"default_processor", kDefaultProcessor}, {"tables", rows}});
    else if (rows.empty())
        std::printf("no tables\n");
}

void show(const Options &options) {
    Json rows = Json::array();
    for (const auto &[name, table] : tables_of(options.files)) {
        for (const auto &[key, entry] : table.entries) {
            if (!options.key.empty() && options.key != key.first)
                continue;
            const auto number = [](double value) { return value > 0 ? Json(value) : Json(nullptr); };
            rows.push_back({{"table", name},
                            {"target", table.target},
                            {"processor", table.processor},
                            {"key", key.first},
                            {"threads", key.second},
                            {"milliseconds", number(entry.milliseconds)},
                            {"gflops", number(entry.gflops)},
                            {"roofline_share", number(entry.roofline_share)},
                            {"effort", name_of_value(entry.effort)},
                            {"schedule", Json::parse(to_json(entry.schedule))}});
            if (options.json)
                continue;
            char numbers[120] = "not measured";
            if (entry.milliseconds > 0)
                std::snprintf(numbers, sizeof numbers, "%.4g ms, %.4g GFLOP/s, %.2f of the roofline",
                              entry.milliseconds, entry.gflops, entry.roofline_share);
            std::cout << key.first << "\n    " << counted(key.second, "thread", "threads") << ": " << numbers << " ("
                      << name_of_value(entry.effort) << ")\n    " << schedule_text(entry.schedule) << "\n";
        }
    }
    if (!options.key.empty() && rows.empty())
        throw Error("no entry has the key " + quoted(options.key));
    if (options.json)
        print_json({{"entries", rows}});
}

void merge(const Options &options) {
    check_writable(options.output, "--output");  // which may be one of the tables that are read
    std::vector<NamedTable> tables = tables_of(options.files);
    ScheduleTable all = tables.front().table;
    for (size_t i = 1; i < tables.size(); i++)
        all = found_in(tables[i].name, [&] { return merged(all, tables[i].table); });
    const std::filesystem::path file = options.output;
    Transaction files(file.has_parent_path() ? file.parent_path() : std::filesystem::path("."));
    files.add(file.filename().string(), text_of(all));
    files.commit();
    if (options.json)
        print_json({{"table", options.output}, {"entries", all.entries.size()}});
    else
        std::printf("%s  %s\n", options.output.c_str(),
                    counted(static_cast<int64_t>(all.entries.size()), "entry", "entries").c_str());
}

void check(const Options &options) {
    Json rows = Json::array();
    for (const auto &[name, table] : tables_of(options.files)) {
        const bool canonical = name == "shipped" || read_file(name) == text_of(table);
        rows.push_back({{"table", name}, {"entries", table.entries.size()}, {"canonical", canonical}});
        if (!options.json)
            std::printf("%s  right: %s%s\n", printable(name).c_str(),
                        counted(static_cast<int64_t>(table.entries.size()), "entry", "entries").c_str(),
                        canonical ? "" : "; not in canonical form, which `tconv schedules merge` writes");
    }
    if (options.json)
        print_json({{"tables", rows}});
}

CLI::App *add_action(CLI::App &verb, const std::string &name, const std::string &what, const std::string &example,
                     const std::shared_ptr<Options> &options, void (*work)(const Options &)) {
    CLI::App *action = add_verb(verb, name, what, "tconv schedules " + example);
    add_json_option(*action, options->json);
    action->callback([options, work] { work(*options); });
    return action;
}

}  // namespace

void add_schedules(CLI::App &program) {
    const auto options = std::make_shared<Options>();
    CLI::App *verb = add_verb(program, "schedules", "Read, join and check tables of schedules",
                              "tconv schedules merge a.json b.json -o both.json");
    verb->require_subcommand(1);
    const auto add_files = [&](CLI::App *action, const std::string &what) {
        return action->add_option("tables", options->files, what)->type_name("TABLE.json");
    };
    add_files(add_action(*verb, "list", "A line for each table", "list", options, list),
              "Tables (default: those that this program has)");
    CLI::App *show_action = add_action(*verb, "show", "What tables hold", "show my.json", options, show);
    add_files(show_action, "Tables (default: those that this program has)");
    show_action->add_option("--key", options->key, "Only this problem; `tconv inspect` prints a layer's key")
        ->type_name("KEY");
    CLI::App *merge_action = add_action(*verb, "merge", "One table of several: of each problem the fastest entry",
                                        "merge a.json b.json -o both.json", options, merge);
    add_files(merge_action, "Tables for one target and processor")->required();
    merge_action->add_option("-o,--output", options->output, "The table to write")
        ->type_name("TABLE.json")
        ->required()
        ->check(not_empty);
    add_files(add_action(*verb, "check", "Whether tables are whole, legal, and for this version", "check my.json",
                         options, check),
              "Tables (default: those that this program has)");
    for (CLI::App *action : verb->get_subcommands(nullptr))
        action->group("Actions");
}

}  // namespace tconv
