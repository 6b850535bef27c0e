// The explanation as SVG: a well-formed file that has every part, whatever the layer is.
#include <gtest/gtest.h>

#include <vector>

#include "tconv/explain.h"

namespace tconv::test {
namespace {

/// Every element that begins ends, in the right order, and no text has a character that XML reserves. Empty where it holds.
std::string fault_of(const std::string &svg) {
    std::vector<std::string> open;
    for (size_t at = 0; at < svg.size();) {
        if (svg[at] == '&') {
            const size_t end = svg.find(';', at);
            if (end == std::string::npos || end - at > 6) {
                return "an ampersand that begins no entity";
            }
        }
        if (svg[at] != '<') {
            at++;
            continue;
        }
        const size_t end = svg.find('>', at);
        if (end == std::string::npos) {
            return "a tag without an end";
        }
        const std::string tag = svg.substr(at + 1, end - at - 1);
        const std::string name = tag.substr(0, tag.find_first_of(" \n"));
        if (tag.find('<') != std::string::npos) {
            return "a tag inside a tag: " + tag;
        }
        if (name[0] == '/') {
            if (open.empty() || open.back() != name.substr(1)) {
                return "an end of " + name;
            }
            open.pop_back();
        } else if (tag.back() != '/') {
            open.push_back(name);
        }
        at = end + 1;
    }
    return open.empty() ? "" : "no end of " + open.back();
}

size_t count(const std::string &text, const std::string &part) {
    size_t number = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        number++;
    }
    return number;
}

std::string picture_of(const std::string &keys) {
    return explain_svg(parse_layer(R"({"name": "a", "channels": 1, "filters": 1, )" + keys + "}", ""));
}

constexpr size_t kLegend = 1;  // of each kind of cell

TEST(Svg, EveryCellAndTapIsThere) {
    const std::string svg = picture_of(R"("kernel_size": [3], "stride": 2, "crop": "same", "input_size": 4)");
    EXPECT_EQ(fault_of(svg), "");
    EXPECT_EQ(svg.rfind("<svg xmlns=\"http://www.w3.org/2000/svg\"", 0), 0u);
    EXPECT_EQ(count(svg, "class=\"cell\""), 4 + 8 + 8 + kLegend) << "inputs, full array, output";
    EXPECT_EQ(count(svg, "class=\"cropped\""), 1 + kLegend);
    EXPECT_EQ(count(svg, "class=\"appended\""), kLegend);
    EXPECT_EQ(count(svg, "<line "), 12u + 8u) << "taps, and output cells";
    EXPECT_EQ(count(svg, "stroke-dasharray=\"3 3\""), 1u) << "the tap that is lost";
}

TEST(Svg, AppendedAndUnreachedCells) {
    const std::string svg = picture_of(R"("kernel_size": [2], "stride": 3, "crop": [[-1, -1]], "input_size": 2)");
    EXPECT_EQ(fault_of(svg), "");
    EXPECT_EQ(count(svg, "class=\"appended\""), 2 * 2 + kLegend);
    EXPECT_EQ(count(svg, "class=\"unreached\""), 2 * 1 + kLegend);
}

TEST(Svg, AnyLayer) {
    for (const char *keys :
         {R"("kernel_size": [3, 4, 5], "stride": [1, 2, 3], "dilation": [2, 1, 2], "input_size": [4, null, 1000])",
          R"("kernel_size": [2000000], "input_size": 2000000, "crop": [[500000, 7000]])",
          R"("kernel_size": [1], "stride": 65536, "input_size": 300)", R"("kernel_size": [1], "input_size": 1)"}) {
        EXPECT_EQ(fault_of(picture_of(keys)), "") << keys;
    }
}

TEST(Svg, TextIsEscaped) {
    Layer layer = parse_layer(R"({"name": "a", "channels": 1, "filters": 1, "kernel_size": [1], "input_size": 1})", "");
    layer.name = "<a & \"b\">";
    const std::string svg = explain_svg(layer);
    EXPECT_EQ(fault_of(svg), "");
    EXPECT_NE(svg.find("&lt;a &amp; &quot;b&quot;&gt;"), std::string::npos);
}

}  // namespace
}  // namespace tconv::test
