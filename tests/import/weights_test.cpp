// Where weights stand in a model, and in which types.
#include <gtest/gtest.h>

#include <bit>

#include "tests/core/message.h"
#include "tests/import/test_model.h"

namespace tconv::test {
namespace {

TensorProto &weights_of(TestModel &model) { return *model.message.mutable_graph()->mutable_initializer(0); }

/// Of a number with few bits.
uint16_t half_of(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    return static_cast<uint16_t>((((bits >> 23) - 112) << 10 | (bits >> 13 & 1023)) & 0x7fff);
}
uint16_t bfloat_of(float value) { return static_cast<uint16_t>(std::bit_cast<uint32_t>(value) >> 16); }

struct Form {
    const char *name;
    TensorProto::DataType type;
    void (*store)(TensorProto &, const Floats &);
};

template <typename Number, typename Convert>
void store_raw(TensorProto &tensor, const Floats &values, Convert convert) {
    std::vector<Number> numbers;
    for (const float value : values) {
        numbers.push_back(convert(value));
    }
    tensor.set_raw_data(numbers.data(), numbers.size() * sizeof(Number));
}

const Form kForms[] = {
    {"float32", TensorProto::FLOAT, [](auto &t, auto &v) { store_raw<float>(t, v, [](float x) { return x; }); }},
    {"float32", TensorProto::FLOAT, [](auto &t, auto &v) { t.mutable_float_data()->Add(v.begin(), v.end()); }},
    {"float64", TensorProto::DOUBLE,
     [](auto &t, auto &v) { store_raw<double>(t, v, [](float x) { return double{x}; }); }},
    {"float64", TensorProto::DOUBLE, [](auto &t, auto &v) { t.mutable_double_data()->Add(v.begin(), v.end()); }},
    {"float16", TensorProto::FLOAT16, [](auto &t, auto &v) { store_raw<uint16_t>(t, v, half_of); }},
    {"float16", TensorProto::FLOAT16,
     [](auto &t, auto &v) {
         for (const float x : v) {
             t.add_int32_data(half_of(x));
         }
     }},
    {"bfloat16", TensorProto::BFLOAT16, [](auto &t, auto &v) { store_raw<uint16_t>(t, v, bfloat_of); }},
    {"bfloat16", TensorProto::BFLOAT16,
     [](auto &t, auto &v) {
         for (const float x : v) {
             t.add_int32_data(bfloat_of(x));
         }
     }},
};

TEST(ImportWeights, EveryTypeInRawFormAndInFields) {
    for (const Form &form : kForms) {
        TestModel model = small_model();
        weights_of(model).clear_raw_data();
        weights_of(model).set_data_type(form.type);
        form.store(weights_of(model), counting(24));
        const ImportedLayer up = model.layer();
        EXPECT_EQ(up.weight.data, counting(24)) << form.name;
        const std::string note = std::string("weights are ") + form.name +
                                 " in the model: converted to float32, in which the layer computes";
        EXPECT_EQ(up.notes,
                  form.type == TensorProto::FLOAT ? std::vector<std::string>() : std::vector<std::string>{note});
    }
}

TEST(ImportWeights, ConstantNodesIdentityChainsAndCasts) {
    TestModel model;
    AttributeProto &value = *model.node("Constant", {}, "c").add_attribute();
    value.set_name("value");
    value.set_type(AttributeProto::TENSOR);
    *value.mutable_t() = add_tensor(*small_model().message.mutable_graph(), "", {2, 3, 2, 2}, counting(24));
    model.node("Identity", {"c"}, "i1");
    set(model.node("Cast", {"i1"}, "i2"), "to", int64_t{TensorProto::FLOAT});
    model.node("Identity", {"i2"}, "w");
    NodeProto &floats = model.node("Constant", {}, "b");
    AttributeProto &list = *floats.add_attribute();
    list.set_name("value_floats");
    list.set_type(AttributeProto::FLOATS);
    for (const float x : counting(3)) {
        list.add_floats(x);
    }
    model.node("ConvTranspose", {"x", "w", "b"}, "y");
    const ImportedLayer up = model.layer();
    EXPECT_EQ(up.weight.data, counting(24));
    EXPECT_EQ(up.bias.data, counting(3));
    EXPECT_TRUE(up.notes.empty());
}

TEST(ImportWeights, AnInitializerThatIsAnInputTooCounts) {
    TestModel model = small_model(9);
    model.message.mutable_graph()->add_input()->set_name("w");
    EXPECT_EQ(model.layer().weight.data, counting(24));
}

TEST(ImportWeights, DataThatContradictsItsShapeIsAnErrorOfTheFile) {
    const struct {
        void (*damage)(TensorProto &);
        const char *message;
    } rows[] = {
        {[](TensorProto &t) { t.set_dims(0, 3); },
         "the data of tensor \"w\" is 96 bytes: must be 144, as its shape says"},
        {[](TensorProto &t) { t.set_dims(0, -2); },
         "the shape of tensor \"w\" is [-2, 3, 2, 2]: must be without negative sizes"},
        {[](TensorProto &t) { t.set_dims(0, int64_t{1} << 40); }, "2^31 elements"},
        {[](TensorProto &t) { t.set_dims(0, 1 << 20); },
         "the data of tensor \"w\" is too short: must be 12582912, as its shape says"},
        {[](TensorProto &t) { t.clear_raw_data(), t.add_float_data(1); },
         "the data of tensor \"w\" is too short: must be 24"},
        {[](TensorProto &t) { t.mutable_segment()->set_begin(0); }, "tensor \"w\" comes in segments"},
    };
    for (const auto &row : rows) {
        TestModel model = small_model();
        row.damage(weights_of(model));
        const std::string message = message_of([&] { model.import(); });
        EXPECT_NE(message.find(row.message), std::string::npos) << message;
        EXPECT_NE(message.find("model.onnx)"), std::string::npos) << message;
    }
}

}  // namespace
}  // namespace tconv::test
