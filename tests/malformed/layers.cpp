// Layer files that must be refused. Most are a legal layer with one key given another value.
#include <algorithm>
#include <utility>

#include "tests/malformed/malformed.h"

namespace tconv::malformed {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

const Pairs kLegal = {{"name", "\"up4\""},        {"channels", "8"},    {"filters", "6"},
                      {"kernel_size", "[4, 4]"},  {"stride", "[2, 2]"}, {"crop", "[[1, 1], [1, 1]]"},
                      {"input_size", "[16, 16]"}, {"batch", "1"}};

std::string object(const Pairs &pairs) {
    std::string text;
    for (const auto &[key, value] : pairs) {
        text += (text.empty() ? "{" : ", ") + ("\"" + key + "\": " + value);
    }
    return text + "}";
}

/// The legal layer with these keys changed or added.
std::string with(const Pairs &changes) {
    Pairs pairs = kLegal;
    for (const auto &change : changes) {
        const auto same_key = [&](const auto &pair) { return pair.first == change.first; };
        const auto found = std::find_if(pairs.begin(), pairs.end(), same_key);
        if (found == pairs.end()) {
            pairs.push_back(change);
        } else {
            *found = change;
        }
    }
    return object(pairs);
}

std::string with(const std::string &key, const std::string &value) { return with(Pairs{{key, value}}); }

std::string without(const std::string &key) {
    Pairs pairs = kLegal;
    pairs.erase(std::remove_if(pairs.begin(), pairs.end(), [&](const auto &pair) { return pair.first == key; }),
                pairs.end());
    return object(pairs);
}

std::string repeated(const std::string &piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) {
        text += piece;
    }
    return text;
}

/// One key of the legal layer with another value. Names are made of key and number, so that rows stay short.
struct Change {
    const char *key, *value, *fragment;
};

const Change kChanges[] = {
    {"name", "\"\"", "name is \"\": must be a C identifier"},
    {"name", "\"4up\"", "C identifier"},
    {"name", "\"up-4\"", "C identifier"},
    {"name", "\"up 4\"", "C identifier"},
    {"name", "\"../up4\"", "C identifier"},
    {"name", "\"up\\u0000\"", "name is \"up\\x00\""},
    {"name", "\"up\\n4\"", "name is \"up\\n4\""},
    {"name", "\"\\u00fcp\"", "C identifier"},
    {"name", "\"while\"", "keyword"},
    {"name", "\"template\"", "keyword"},
    {"name", "\"math\"", "name is \"math\": must be another: the layer's header would hide the system's <math.h>"},
    {"name", "\"stdint\"", "would hide the system's <stdint.h>"},
    {"name", "\"halide_error\"",
     "name is \"halide_error\": must be another: functions of the compiler begin with halide_"},
    {"name", "\"features\"", "would hide the system's <features.h>"},
    {"name", "\"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcde\"", "at most 64"},
    {"name", "4", "name is 4: must be a string"},
    {"name", "null", "name is null"},
    {"dialect", "\"esperanto\"", "dialect is \"esperanto\": must be"},
    {"dialect", "1", "dialect is 1"},
    {"channels", "0", "channels is 0: must be 1 or more"},
    {"channels", "-8", "channels is -8"},
    {"channels", "8.0", "channels is 8.0: must be a whole number"},
    {"channels", "1e3", "channels is 1000.0"},
    {"channels", "1e999", "not valid JSON"},
    {"channels", "\"8\"", "channels is \"8\""},
    {"channels", "[8]", "channels is [8]"},
    {"channels", "true", "channels is true"},
    {"channels", "null", "channels is null"},
    {"channels", "NaN", "not valid JSON"},
    {"channels", "Infinity", "not valid JSON"},
    {"channels", "08", "not valid JSON"},
    {"channels", "+8", "not valid JSON"},
    {"channels", "0x8", "not valid JSON"},
    {"channels", "2147483648", "channels is 2147483648: must be below 2^31"},
    {"channels", "9223372036854775807", "channels is 9223372036854775807"},
    {"channels", "18446744073709551615", "fits in 64 bits"},
    {"channels", "99999999999999999999999", "whole number"},
    {"filters", "0", "filters is 0"},
    {"filters", "-9223372036854775808", "filters is -9223372036854775808"},
    {"filters", "2147483647", "weights of shape [8, 2147483647, 4, 4] is too large"},
    {"groups", "0", "groups is 0"},
    {"groups", "-1", "groups is -1"},
    {"groups", "4", "groups is 4: must be a divisor of filters, which is 6"},
    {"groups", "3", "groups is 3: must be a divisor of channels, which is 8"},
    {"groups", "[1, 1]", "groups is"},
    {"kernel_size", "4", "kernel_size is 4: must be a list"},
    {"kernel_size", "[]", "kernel_size is []"},
    {"kernel_size", "[4, 4, 4, 4]", "kernel_size is [4,4,4,4]: must be a list of 1, 2 or 3"},
    {"kernel_size", "[4, 0]", "kernel_size[1] is 0: must be 1 or more"},
    {"kernel_size", "[4, -4]", "kernel_size[1] is -4"},
    {"kernel_size", "[4, 4.5]", "kernel_size[1] is 4.5: must be a whole number of 1 or more ("},
    {"kernel_size", "[[4, 4]]", "kernel_size[0] is [4,4]"},
    {"kernel_size", "[4, null]", "kernel_size[1] is null"},
    {"kernel_size", "{\"h\": 4}", "kernel_size is {\"h\":4}"},
    {"kernel_size", "[4]", "stride has 2 entries: must have 1"},
    {"kernel_size", "[65536, 65536]", "weights of shape [8, 6, 65536, 65536] is too large"},
    {"kernel_size", "[4611686018427387904, 4]", "kernel_size[0] is 4611686018427387904: must be below 2^31"},
    {"stride", "0", "stride[0] is 0: must be 1 or more"},
    {"stride", "[2, 0]", "stride[1] is 0: must be 1 or more"},
    {"stride", "[2]", "stride has 1 entry: must have 2, one for each axis"},
    {"stride", "[2, 2, 2]", "stride has 3 entries"},
    {"stride", "2.5", "stride is 2.5: must be a whole number from 1 to 65536, or a list with one for each axis"},
    {"stride", "[2, 2.5]", "stride[1] is 2.5: must be a whole number from 1 to 65536 ("},
    {"stride", "\"2\"", "stride is \"2\""},
    {"stride", "[2, \"2\"]", "stride[1] is \"2\""},
    {"stride", "2147483647", "stride[0] is 2147483647: must be at most 65536"},
    {"dilation", "0", "dilation[0] is 0"},
    {"dilation", "[1, -1]", "dilation[1] is -1"},
    {"dilation", "4611686018427387904", "dilation[0] is 4611686018427387904"},
    {"dilation", "null", "dilation is null"},
    {"crop", "\"valid\"", "crop is \"valid\": must be \"same\""},
    {"crop", "null", "crop is null: must be"},
    {"crop", "[[1, 1]]", "crop has 1 entry: must have 2"},
    {"crop", "[[1, 1], [1]]", "crop is [[1,1],[1]]"},
    {"crop", "[[1, 1], [1, 1, 1]]", "crop is"},
    {"crop", "[[1, 1], [1, 0.5]]", "crop[1] end is 0.5"},
    {"crop", "[[1, 1], \"same\"]", "crop is"},
    {"crop", "[[17, 17], [1, 1]]", "the output of axis 0 would have 0 elements: must have 1 or more"},
    {"crop", "1000", "the output of axis 0 would have -1966 elements"},
    {"crop", "[[9223372036854775807, 1], [1, 1]]", "crop[0] begin is 9223372036854775807"},
    {"crop", "[[-9223372036854775808, 1], [1, 1]]", "crop[0] begin is -9223372036854775808"},
    {"crop", "[[-2147483647, 1], [1, 1]]", "output_size[0] is 2147483680: must be at most 2147481599"},
    {"crop", "[[-1073741824, 1], [1, 1]]", "output of shape [1, 1073741857, 32, 6] is too large"},
    {"output_padding", "-1", "output_padding[0] is -1: must be 0 or more"},
    {"output_padding", "[0, 1.0]", "output_padding[1] is 1.0"},
    {"output_padding", "9223372036854775807", "output_padding[0] is 9223372036854775807"},
    {"output_size", "0", "output_size[0] is 0: must be 1 or more"},
    {"output_size", "[32, -32]", "output_size[1] is -32"},
    {"output_size", "[32, null]", "output_size[1] is null"},
    {"output_size", "[32]", "output_size has 1 entry:"},
    {"output_size", "[2147483647, 2147483647]", "output_size[0] is 2147483647: must be at most"},
    {"output_size", "[65536, 65536]", "is too large"},
    {"layout", "\"NHWC\"", "layout is \"NHWC\": must be one of channels_last, channels_first"},
    {"layout", "0", "layout is 0"},
    {"dtype", "\"float16\"", "dtype is \"float16\": must be float32"},
    {"bias", "1", "bias is 1: must be true or false"},
    {"bias", "\"true\"", "bias is \"true\""},
    {"bias", "null", "bias is null"},
    {"activation", "\"swish\"", "activation is \"swish\": must be one of linear, relu"},
    {"activation", "null", "activation is null"},
    {"accuracy", "\"exact\"", "accuracy is \"exact\": must be one of fast, exact_order"},
    {"input_size", "true",
     "input_size is true: must be a whole number of 1 or more, or null (any size), or a list with"},
    {"input_size", "[16, \"any\"]",
     "input_size[1] is \"any\": must be a whole number of 1 or more, or null (any size) ("},
    {"input_size", "0", "input_size is 0: must be 1 or more"},
    {"input_size", "[16, -1]", "input_size[1] is -1: must be 1 or more"},
    {"input_size", "[16, 16, 16]", "input_size has 3 entries: must have 2"},
    {"input_size", "[16, 1e2]", "input_size[1] is 100.0"},
    {"input_size", "[65536, 65536]", "input of shape [1, 65536, 65536, 8] is too large"},
    {"input_size", "[2147483647, 1]", "before the crop"},
    {"batch", "-1", "batch is -1"},
    {"batch", "1.5", "batch is 1.5"},
    {"batch", "[1]", "batch is [1]"},
    {"batch", "2147483647", "input of shape [2147483647, 16, 16, 8] is too large"},
    {"strides", "[2, 2]", "key \"strides\" is not known"},
    {"Stride", "2", "key \"Stride\" is not known"},
    {"", "2", "key \"\" is not known"},
};

}  // namespace

std::vector<File> layers() {
    const std::string legal = object(kLegal);
    std::vector<File> files = {
        {"empty", "", "unexpected end of input"},
        {"blank", " \n\t ", "unexpected end of input"},
        {"zero_byte", std::string(1, '\0'), "not valid JSON"},
        {"binary", "\x93NUMPY\x01\x02\x03", "not valid JSON"},
        {"list", "[1, 2]", "must be an object"},
        {"string", "\"up4\"", "must be an object"},
        {"null", "null", "must be an object"},
        {"empty_object", "{}", "name is missing"},
        {"truncated", legal.substr(0, legal.size() / 2), "not valid JSON"},
        {"no_end", legal.substr(0, legal.size() - 1), "not valid JSON"},
        {"text_behind", legal + " x", "not valid JSON"},
        {"text_behind_a_zero_byte", legal + std::string(1, '\0') + " x", "it has a zero byte"},
        {"object_behind", legal + legal, "not valid JSON"},
        {"comma_at_end", legal.substr(0, legal.size() - 1) + ",}", "not valid JSON"},
        {"comment", "// a layer\n" + legal, "not valid JSON"},
        {"single_quotes", "{'name': 'up4'}", "not valid JSON"},
        {"duplicate_key", legal.substr(0, legal.size() - 1) + ", \"stride\": 3}", "key \"stride\" stands twice"},
        {"duplicate_inside", with("crop", "{\"a\": 1, \"a\": 2}"), "key \"a\" stands twice"},
        {"invalid_utf8", with("name", "\"up\xff\""), "not valid JSON"},
        {"invalid_utf8_key", with("\xc3\x28", "1"), "not valid JSON"},
        {"cut_utf8", with("name", "\"up\xe2\x82\""), "not valid JSON"},
        {"lone_surrogate", with("name", "\"\\ud800\""), "not valid JSON"},
        {"control_character", with("name", "\"up\n4\""), "not valid JSON"},
        {"deep_lists", with("crop", repeated("[", 100) + repeated("]", 100)), "nested too deeply"},
        {"very_deep_lists", repeated("[", 1000000), "nested too deeply"},
        {"deep_objects", repeated("{\"a\":", 200000), "nested too deeply"},
        {"long_number", with("channels", repeated("9", 5000)), "not valid JSON"},
        {"long_name", with("name", "\"" + repeated("a", 100000) + "\""), "at most 64"},
        {"long_key", with(repeated("k", 100000), "1"), "is not known"},
        {"too_large", legal + repeated(" ", 5 << 20), "the layer file is too large"},
        {"no_name", without("name"), "name is missing"},
        {"no_channels", without("channels"), "channels is missing: must be a whole number"},
        {"no_filters", without("filters"), "filters is missing"},
        {"no_kernel_size", without("kernel_size"), "kernel_size is missing"},
        {"no_input_size", without("input_size"), "input_size is missing"},
        {"padding_against_size", with({{"output_size", "[32, 32]"}, {"output_padding", "1"}}),
         "output_padding[0] is 1: must be 0 where output_size says something else"},
        {"batch_overflow", with({{"batch", "65536"}, {"input_size", "[64, 64]"}}), "is too large"},
        {"kernel_overflow", with({{"kernel_size", "[2147483647, 2147483647]"}, {"dilation", "2147483647"}}),
         "elements before the crop: must be at most"},
        {"everything_large",
         with({{"kernel_size", "[2147483647]"},
               {"dilation", "2147483647"},
               {"stride", "2147483647"},
               {"crop", "0"},
               {"input_size", "2147483647"}}),
         "stride[0] is 2147483647"},
    };
    int number = 0;
    for (const Change &change : kChanges) {
        files.push_back(
            {"change_" + std::to_string(++number) + "_" + change.key, with(change.key, change.value), change.fragment});
    }
    return files;
}

}  // namespace tconv::malformed
