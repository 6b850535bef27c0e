// MATLAB's constructors in C++: their arguments as the properties of a layer file, and what has no place in one beside them.
#include <algorithm>

#include "runtime/dialects/displays.h"
#include "runtime/dialects/matlab.h"
#include "runtime/problem/message.h"

namespace tconv::matlab {
namespace {

using nlohmann::json;

/// Where a value goes: into the object of properties, or beside it.
class Arguments {
public:
    void add(const std::string &name, const Value &value) {
        if (name == "dialect" || name == "type") {
            throw Error(name + " is what the constructor says: must be left out");
        }
        if (std::find(names_.begin(), names_.end(), name) != names_.end()) {
            throw Error(printable(name) + " is given twice: must be given once");
        }
        if (const auto *array = std::get_if<Array>(&value.content)) {
            place<std::optional<Array>>(name, "an array", {{"Weights", &given_.weights}, {"Bias", &given_.bias}}) =
                *array;
        } else if (const auto *function = std::get_if<InitializerFunction>(&value.content)) {
            place<InitializerFunction>(name, "a function",
                                       {{"WeightsInitializer", &given_.weights_initializer},
                                        {"BiasInitializer", &given_.bias_initializer}}) = *function;
        } else {
            object_[name] = json_of(name, value);
        }
        names_.push_back(name);
    }

    const json &object() const { return object_; }
    const MatlabLearnables &given() const { return given_; }

private:
    /// The place of that name. Throws where there is none.
    template <typename Place>
    static Place &place(const std::string &name, const char *what,
                        std::initializer_list<std::pair<const char *, Place *>> places) {
        for (const auto &[known, place] : places) {
            if (name == known) {
                return *place;
            }
        }
        const auto name_of = [](const std::pair<const char *, Place *> &row) { return row.first; };
        reject(printable(name), what,
               std::string("something else: only ") + listed(places, name_of, " and ") + " can be " + what);
    }

    static json json_of(const std::string &name, const Value &value) {
        if (const auto *list = std::get_if<Value::List>(&value.content)) {
            json values = json::array();
            for (const Value &entry : *list) {
                values.push_back(json_of(name, entry));
            }
            return values;
        }
        if (const auto *text = std::get_if<std::string>(&value.content)) {
            return text_of(name, *text);
        }
        if (const auto *number = std::get_if<int64_t>(&value.content)) {
            const bool is_size = name == "InputSize" || name == "input_size" || name == "batch";
            return is_size && *number == kOpen ? json() : json(*number);
        }
        if (const auto *number = std::get_if<double>(&value.content)) {
            return *number;
        }
        reject(printable(name), "a list with an array or a function", "a list of numbers");
    }

    /// JSON is UTF-8, and so is every text of a layer.
    static json text_of(const std::string &name, const std::string &text) {
        try {
            (void)json(text).dump();
        } catch (const json::exception &) {
            reject(printable(name), quoted(text), "UTF-8");
        }
        return text;
    }

    json object_ = json::object();
    MatlabLearnables given_;
    std::vector<std::string> names_;
};

Layer construct(size_t type_index, const Value &filter_size, const Value &num_filters,
                const std::vector<Option> &options) {
    Arguments arguments;
    arguments.add("FilterSize", filter_size);
    arguments.add("NumFilters", num_filters);
    for (const Option &option : options) {
        arguments.add(option.name, option.value);
    }
    const Dialect &dialect = matlab_dialect();
    const LayerType &type = dialect.types[type_index];
    return finished(dialect, type, lower_matlab(type, Fields(arguments.object(), *type.keys), arguments.given()));
}

}  // namespace

Layer transposedConv2dLayer(const Value &filterSize, const Value &numFilters, const std::vector<Option> &options) {
    return construct(0, filterSize, numFilters, options);
}

Layer transposedConv3dLayer(const Value &filterSize, const Value &numFilters, const std::vector<Option> &options) {
    return construct(1, filterSize, numFilters, options);
}

std::vector<int64_t> Cropping(Layer &layer) {
    const json size = property_value(layer, "CroppingSize");
    if (size.is_null()) {
        throw Error("a layer of dialect " + tconv::quoted(layer.dialect) + " has no CroppingSize");
    }
    const bool is_3d = size.front().is_array();
    const json begins = is_3d ? size[0] : json{size[0], size[2]}, ends = is_3d ? size[1] : json{size[1], size[3]};
    if (begins != ends) {
        reject("CroppingSize", size.dump(), "the same at begin and end where Cropping, which is deprecated, is read");
    }
    layer.warnings.push_back("Cropping is deprecated and will be removed: CroppingSize is to be read in its place");
    return begins.get<std::vector<int64_t>>();
}

}  // namespace tconv::matlab
