// Schedules as text, and which of them a problem allows.
#include "schedules/schedule.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "runtime/problem/message.h"
#include "runtime/problem/sizes.h"
#include "tconv/phase.h"

namespace tconv {

namespace {

using nlohmann::json;

template <typename E, size_t N>
using Names = std::array<std::pair<E, const char *>, N>;

constexpr Names<Algorithm, 1> kAlgorithms{{{Algorithm::direct, "direct"}}};
constexpr Names<Lanes, 3> kLanes{
    {{Lanes::filters, "filters"}, {Lanes::pixels, "pixels"}, {Lanes::depthwise, "depthwise"}}};
constexpr Names<PhaseLoops, 4> kPhaseLoops{{{PhaseLoops::inside, "inside"},
                                            {PhaseLoops::outside, "outside"},
                                            {PhaseLoops::joint, "joint"},
                                            {PhaseLoops::rolled, "rolled"}}};
constexpr Names<Border, 3> kBorders{{{Border::none, "none"}, {Border::whole, "whole"}, {Border::rows, "rows"}}};
constexpr Names<LoopOrder, 3> kOrders{{{LoopOrder::filters_outer, "filters_outer"},
                                       {LoopOrder::images_outer, "images_outer"},
                                       {LoopOrder::pixels_outer, "pixels_outer"}}};

template <typename E, size_t N>
const char *to_name(const Names<E, N> &names, E value) {
    for (const auto &[v, name] : names) {
        if (v == value)
            return name;
    }
    throw std::logic_error("an enumerator without a name");
}

/// Takes the members of a JSON object one by one; what is left at the end is unknown.
class Members {
public:
    Members(const json &object, std::string where) : rest_(object), where_(std::move(where)) {
        if (!object.is_object())
            throw Error(where_ + " is " + object.dump() + ": must be an object");
    }
    json take(const char *key) {
        const auto found = rest_.find(key);
        if (found == rest_.end())
            throw Error(where_ + "." + key + " is missing");
        json value = *found;
        rest_.erase(found);
        return value;
    }
    template <typename Int>
    void take_int(const char *key, Int &out, int64_t low, int64_t high) {
        const json value = take(key);
        if (!value.is_number_integer() || value.get<int64_t>() < low || value.get<int64_t>() > high) {
            throw Error(where_ + "." + key + " is " + value.dump() + ": must be an integer from " +
                        std::to_string(low) + " to " + std::to_string(high));
        }
        out = static_cast<Int>(value.get<int64_t>());
    }
    void take_bool(const char *key, bool &out) {
        const json value = take(key);
        if (!value.is_boolean())
            throw Error(where_ + "." + key + " is " + value.dump() + ": must be true or false");
        out = value.get<bool>();
    }
    template <typename E, size_t N>
    void take_name(const char *key, const Names<E, N> &names, E &out) {
        const json value = take(key);
        for (const auto &[v, name] : names) {
            if (value == name) {
                out = v;
                return;
            }
        }
        reject(where_ + "." + key, value.dump(), "one of " + listed(names, &std::pair<E, const char *>::second));
    }
    void end() const {
        if (!rest_.empty())
            throw Error(where_ + " has the unknown member \"" + rest_.begin().key() + "\"");
    }

private:
    json rest_;
    std::string where_;
};

bool is_power_of_two(int n) { return n > 0 && (n & (n - 1)) == 0; }

[[noreturn]] void refuse(const char *field, const std::string &value, const std::string &allowed) {
    reject(std::string("schedule.") + field, value, allowed);
}

}  // namespace

const char *name_of(Algorithm algorithm) { return to_name(kAlgorithms, algorithm); }

Schedule default_schedule(const Problem &problem, const Target &target, const InstructionSet &set) {
    return set.defaults(problem, target, set);
}

bool reads_beyond_rows(const Problem &problem) {
    const Axis &x = problem.axes.back();
    if (!x.is_open()) {
        const InputRange range = inputs_read(x);
        return !range.empty() && (range.first < 0 || range.last >= x.input);
    }
    if (x.output != kOpen)
        return true;
    // Outputs of a residue are input + constant in number, so what they read beyond the row does not depend on the input.
    const int64_t input =
        std::max<int64_t>(1, x.crop_begin + x.crop_end + x.effective_kernel()) + x.kernel * x.dilation;
    Axis given = x;
    given.input = input;
    given.output = given.full(input) - x.crop_begin - x.crop_end;
    const InputRange range = inputs_read(given);
    return !range.empty() && (range.first < 0 || range.last >= input);
}

int64_t phase_count(const Problem &problem, const Packing &packing) {
    int64_t phases = 1;
    for (size_t a = 0; a < problem.axes.size(); a++) {
        if (packing.merge_x && a + 1 == problem.axes.size())
            continue;
        phases = checked_mul(phases, problem.axes[a].stride, "the number of phases");
    }
    return phases;
}

bool can_join_phases(const Problem &problem) {
    // Everything but the channel loop is unrolled.
    constexpr int64_t kMostTaps = 128;
    int64_t taps = 1;
    for (const Axis &axis : problem.axes) {
        if (axis.stride % axis.dilation != 0)
            return false;
        taps = checked_mul(taps, axis.kernel, "the number of kernel taps");
        if (taps > kMostTaps)
            return false;
    }
    return true;
}

void check_legal(const Schedule &schedule, const Problem &problem, const InstructionSet &set) {
    packed_sizes(problem, schedule.packing);  // throws where the packing is none
    if (!is_power_of_two(schedule.vector) || schedule.vector > set.lanes) {
        refuse("vector", std::to_string(schedule.vector), "a power of two up to " + std::to_string(set.lanes));
    }
    if (schedule.vectors < 1 || schedule.vectors > 16)
        refuse("vectors", std::to_string(schedule.vectors), "1 to 16");
    if (schedule.broadcasts < 1 || schedule.broadcasts > 32) {
        refuse("broadcasts", std::to_string(schedule.broadcasts), "1 to 32");
    }
    if (schedule.unroll_channels < 1 || schedule.unroll_channels > 32) {
        refuse("unroll_channels", std::to_string(schedule.unroll_channels), "1 to 32");
    }
    // What a task counts beyond the last pixel and row of the output has to stay within the room for it.
    const int64_t tile =
        schedule.lanes == Lanes::pixels ? int64_t{schedule.vector} * schedule.vectors : schedule.broadcasts;
    if (schedule.row_chunk < 0 || schedule.row_chunk * tile > kTileRoom) {
        refuse("row_chunk", std::to_string(schedule.row_chunk),
               "0 to " + std::to_string(kTileRoom / tile) + " tiles of " + std::to_string(tile) + " pixels");
    }
    if (schedule.rows < 1 || schedule.rows > kTileRoom)
        refuse("rows", std::to_string(schedule.rows), "1 to " + std::to_string(kTileRoom));
    const int64_t block = schedule.packing.block;
    if (schedule.lanes == Lanes::pixels) {
        if (schedule.packing.merge_x)
            refuse("lanes", "pixels", "filters where packing.merge_x is true");
        if (schedule.broadcasts > block) {
            refuse("broadcasts", std::to_string(schedule.broadcasts),
                   "at most packing.block, " + std::to_string(block));
        }
    } else if (schedule.vector > block) {
        refuse("vector", std::to_string(schedule.vector), "at most packing.block, " + std::to_string(block));
    }
    if ((schedule.lanes == Lanes::depthwise) != schedule.packing.depthwise) {
        refuse("lanes", to_name(kLanes, schedule.lanes), "depthwise exactly where packing.depthwise is true");
    }
    if (schedule.border == Border::none) {
        if (reads_beyond_rows(problem))
            refuse("border", "none", "whole or rows: this layer reads beyond its rows");
        if ((schedule.lanes == Lanes::pixels) != (problem.layout == Layout::channels_first)) {
            refuse("border", "none", "whole or rows: the lanes want the input transposed");
        }
    }
    const bool one_pass = schedule.phases == PhaseLoops::inside || schedule.phases == PhaseLoops::joint;
    if (schedule.border == Border::rows && !one_pass) {
        refuse("border", "rows", "whole or none where phases are not inside or joint: every pass would copy the rows");
    }
    if (schedule.phases == PhaseLoops::joint) {
        if (schedule.lanes != Lanes::pixels)
            refuse("phases", "joint", "another where lanes are not pixels");
        if (!can_join_phases(problem))
            refuse("phases", "joint", "another: taps of a phase are not neighbours, or too many");
    }
    constexpr int64_t kMaxUnrolledPhases = 32;
    if (schedule.phases != PhaseLoops::rolled && phase_count(problem, schedule.packing) > kMaxUnrolledPhases) {
        refuse("phases", to_name(kPhaseLoops, schedule.phases),
               "rolled: the layer has more than " + std::to_string(kMaxUnrolledPhases) + " phases");
    }
}

std::string to_json(const Schedule &s) {
    nlohmann::ordered_json out;
    out["algorithm"] = name_of(s.algorithm);
    out["lanes"] = to_name(kLanes, s.lanes);
    out["phases"] = to_name(kPhaseLoops, s.phases);
    out["border"] = to_name(kBorders, s.border);
    out["order"] = to_name(kOrders, s.order);
    out["vector"] = s.vector;
    out["vectors"] = s.vectors;
    out["broadcasts"] = s.broadcasts;
    out["unroll_channels"] = s.unroll_channels;
    out["row_chunk"] = s.row_chunk;
    out["rows"] = s.rows;
    out["packing"]["block"] = s.packing.block;
    out["packing"]["merge_x"] = s.packing.merge_x;
    out["packing"]["channels_outer"] = s.packing.channels_outer;
    out["packing"]["depthwise"] = s.packing.depthwise;
    return out.dump();
}

std::string to_json(const Packing &packing) {
    Schedule schedule;
    schedule.packing = packing;
    return json::parse(to_json(schedule))["packing"].dump();
}

Packing packing_from_json(const std::string &text) {
    const json object = json::parse(text, nullptr, false);
    if (object.is_discarded())
        throw Error("packing is \"" + text + "\": must be a JSON object");
    Packing packing;
    Members members(object, "packing");
    members.take_int("block", packing.block, 1, kMaxElements);
    members.take_bool("merge_x", packing.merge_x);
    members.take_bool("channels_outer", packing.channels_outer);
    members.take_bool("depthwise", packing.depthwise);
    members.end();
    return packing;
}

Schedule schedule_from_json(const std::string &text) {
    const json object = json::parse(text, nullptr, false);
    if (object.is_discarded())
        throw Error("schedule is \"" + text + "\": must be a JSON object");
    constexpr int64_t kAny = 1 << 20;  // check_legal knows the problem and has the last word
    Schedule s;
    Members members(object, "schedule");
    members.take_name("algorithm", kAlgorithms, s.algorithm);
    members.take_name("lanes", kLanes, s.lanes);
    members.take_name("phases", kPhaseLoops, s.phases);
    members.take_name("border", kBorders, s.border);
    members.take_name("order", kOrders, s.order);
    members.take_int("vector", s.vector, 1, kAny);
    members.take_int("vectors", s.vectors, 1, kAny);
    members.take_int("broadcasts", s.broadcasts, 1, kAny);
    members.take_int("unroll_channels", s.unroll_channels, 1, kAny);
    members.take_int("row_chunk", s.row_chunk, 0, kAny);
    members.take_int("rows", s.rows, 1, kAny);
    s.packing = packing_from_json(members.take("packing").dump());
    members.end();
    return s;
}

Schedule with_less_workspace(Schedule schedule, const Problem &problem, const InstructionSet &set, size_t step) {
    Schedule smaller = schedule;
    smaller.border = schedule.border == Border::whole ? Border::rows : schedule.border;
    smaller.rows = 1;
    smaller.row_chunk = step > 0 ? 1 : schedule.row_chunk;
    try {
        check_legal(smaller, problem, set);
        return smaller;
    } catch (const Error &) {
        return schedule;
    }
}

}  // namespace tconv
