// The input of a Keras layer: every key that speaks of it, joined.
#include "runtime/dialects/keras_input.h"

#include "runtime/dialects/shared.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

/// One fact: what is known of it, and which key said so.
struct Fact {
    int64_t value = kOpen;
    std::string field;

    /// Another key speaks of it. An open size says nothing against a number.
    void hear(const std::string &other, int64_t number) {
        if (number == kOpen) {
            return;
        }
        if (value != kOpen && value != number) {
            reject(other, number, std::to_string(value) + ", as " + field + " says");
        }
        value = number;
        field = other;
    }
};

struct Facts {
    Fact batch, channels;
    std::vector<Fact> sizes;
};

int64_t read_size(const Fields &fields, const char *key, const std::string &field, const json &value) {
    if (value.is_null()) {
        return kOpen;
    }
    const int64_t number = fields.number(key, field, value);
    check_range(field, number, 1);
    return number;
}

/// A shape of all axes in data_format's order, with or without the batch in front.
void hear_shape(const Fields &fields, const char *key, bool with_batch, Layout layout, Facts &facts) {
    const json *given = fields.find(key);
    if (!given || given->is_null()) {
        return;
    }
    if (!given->is_array()) {
        fields.refuse(key);
    }
    const size_t rank = facts.sizes.size(), first = with_batch ? 1 : 0;
    if (given->size() != rank + 1 + first) {
        throw Error(std::string(key) + " has " + counted(static_cast<int64_t>(given->size()), "entry", "entries") +
                    ": must have " + std::to_string(rank + 1 + first) + ", " + (with_batch ? "the batch, " : "") +
                    counted(static_cast<int64_t>(rank), "size", "sizes") + " and the channels" +
                    (with_batch ? "" : ", without the batch"));
    }
    const size_t channels_at = layout == Layout::channels_first ? first : given->size() - 1;
    const size_t sizes_at = layout == Layout::channels_first ? first + 1 : first;
    const auto hear = [&](Fact &fact, size_t at) {
        const std::string field = entry(key, at);
        fact.hear(field, read_size(fields, key, field, (*given)[at]));
    };
    if (with_batch) {
        hear(facts.batch, 0);
    }
    hear(facts.channels, channels_at);
    for (size_t i = 0; i < rank; ++i) {
        hear(facts.sizes[i], sizes_at + i);
    }
}

void hear_number(const Fields &fields, const char *key, Fact &fact) {
    if (const json *given = fields.find(key)) {
        fact.hear(key, read_size(fields, key, key, *given));
    }
}

}  // namespace

KerasInput read_keras_input(const Fields &fields, size_t rank, Layout layout) {
    Facts facts;
    facts.sizes.resize(rank);
    hear_shape(fields, "batch_input_shape", true, layout, facts);
    hear_shape(fields, "input_shape", false, layout, facts);
    hear_number(fields, "batch_size", facts.batch);
    hear_number(fields, "channels", facts.channels);
    if (fields.find("batch")) {
        facts.batch.hear("batch", read_batch(fields));
    }
    if (fields.find("input_size")) {
        const std::vector<int64_t> sizes = read_input_size(fields, rank);
        for (size_t i = 0; i < rank; ++i) {
            facts.sizes[i].hear(entry("input_size", i), sizes[i]);
        }
    }
    if (facts.channels.value == kOpen) {
        reject("channels", "missing",
               "a whole number of 1 or more, or the " +
                   std::string(layout == Layout::channels_first ? "first" : "last") + " entry of input_shape");
    }
    KerasInput input{facts.batch.value, {}, facts.channels.value};
    for (const Fact &size : facts.sizes) {
        input.sizes.push_back(size.value);
    }
    return input;
}

}  // namespace tconv
