// Keys that every dialect may have, and rules that several share.
#include "runtime/dialects/shared.h"

#include <algorithm>
#include <cctype>

#include "runtime/problem/validate.h"

namespace tconv {

using nlohmann::json;

namespace {

const Key kSharedKeys[] = {
    {"name", "a string, a C identifier", "", "names the library, its header and its functions"},
    {"channels", kCount, "", "input channels, all groups together"},
    {"filters", kCount, "", "output channels, all groups together"},
    {"input_size", "a whole number of 1 or more, or null (any size), or a list with one for each axis", "",
     "the input's sizes; null: given at run time", "a whole number of 1 or more, or null (any size)"},
    {"batch", "a whole number of 0 or more, or null for any", "", "arrays in one call; null: any number"},
};

}  // namespace

std::vector<Key> with_shared_keys(std::vector<Key> own, const std::vector<SharedKey> &shared) {
    for (const SharedKey &row : shared) {
        const auto is_it = [&](const Key &key) { return std::string(key.name) == row.name; };
        own.push_back(*std::find_if(std::begin(kSharedKeys), std::end(kSharedKeys), is_it));
        own.back().otherwise = row.otherwise;
    }
    return own;
}

int64_t read_batch(const Fields &fields) {
    const json *given = fields.find("batch");
    if (given && given->is_null()) {
        return kOpen;
    }
    const int64_t batch = fields.integer("batch", 1);
    if (batch < 0) {
        fields.refuse("batch");
    }
    return batch;
}

std::vector<int64_t> read_input_size(const Fields &fields, size_t rank) {
    std::vector<int64_t> sizes;
    for (const json &value : fields.entries("input_size", rank)) {
        const std::string field =
            fields.find("input_size")->is_array() ? entry("input_size", sizes.size()) : "input_size";
        sizes.push_back(value.is_null() ? kOpen : fields.number("input_size", field, value));
        if (!value.is_null()) {
            check_range(field, sizes.back(), 1);  // -1 would read as an open one
        }
    }
    return sizes;
}

std::vector<int64_t> input_size_or_open(const Fields &fields, size_t rank) {
    return fields.find("input_size") ? read_input_size(fields, rank) : std::vector<int64_t>(rank, kOpen);
}

std::vector<int64_t> per_axis_within(const Fields &fields, const char *name, size_t rank, int64_t otherwise,
                                     int64_t low, int64_t high) {
    const std::vector<int64_t> numbers = fields.per_axis(name, rank, otherwise);
    for (size_t i = 0; i < numbers.size() && fields.find(name); ++i) {
        check_range(fields.find(name)->is_array() ? entry(name, i) : name, numbers[i], low, high);
    }
    return numbers;
}

std::vector<Axis> axes_of(const std::vector<int64_t> &inputs, const std::vector<int64_t> &kernels,
                          const std::vector<int64_t> &strides, const std::vector<int64_t> &dilations) {
    std::vector<Axis> axes(inputs.size());
    for (size_t i = 0; i < axes.size(); ++i) {
        axes[i].input = inputs[i];
        axes[i].kernel = kernels[i];
        axes[i].stride = strides[i];
        axes[i].dilation = dilations.empty() ? 1 : dilations[i];
        check_axis_numbers(axes[i], i);
    }
    return axes;
}

std::string as_identifier(const std::string &text) {
    std::string name = text;
    for (char &c : name) {
        if (static_cast<unsigned char>(c) > 127 || !std::isalnum(static_cast<unsigned char>(c))) {
            c = '_';
        }
    }
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) ? "_" + name : name;
}

std::string read_identifier(const Fields &fields, const std::string &own, const char *otherwise) {
    if (fields.find("name")) {
        return fields.text("name");
    }
    return own.empty() ? otherwise : as_identifier(own);
}

Crop same_crop(const Axis &axis) {
    const int64_t total = axis.effective_kernel() - axis.stride;
    const int64_t begin = total < 0 ? 0 : total / 2;
    return {begin, total - begin};
}

int64_t most_output_padding(const Axis &axis) { return std::max(axis.stride, axis.dilation) - 1; }

void check_output_padding(const Axis &axis, size_t index, int64_t padding) {
    if (padding > most_output_padding(axis)) {
        reject(entry("output_padding", index), padding,
               "smaller than either stride or dilation, which are " + std::to_string(axis.stride) + " and " +
                   std::to_string(axis.dilation));
    }
}

json size_property(int64_t size) { return size == kOpen ? json() : json(size); }

}  // namespace tconv
