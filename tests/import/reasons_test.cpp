// Nodes that are no layers of tconv's, and what is said of them.
#include <gtest/gtest.h>

#include "tests/import/test_model.h"

namespace tconv::test {
namespace {

struct Row {
    void (*change)(TestModel &, NodeProto &up);
    const char *reason;
};

GraphProto &graph_of(TestModel &model) { return *model.message.mutable_graph(); }
TensorProto &weights_of(TestModel &model) { return *graph_of(model).mutable_initializer(0); }

const Row kRows[] = {
    {[](TestModel &m, NodeProto &) {
         graph_of(m).clear_initializer();
         graph_of(m).add_input()->set_name("w");
     },
     "its weights are not known: \"w\" is an input of the graph, known only when the model runs"},
    {[](TestModel &m, NodeProto &up) {
         up.set_input(1, "v");
         m.node("Transpose", {"w"}, "v");
     },
     "its weights are not known: \"v\" is computed by Transpose \"Transpose of v\""},
    {[](TestModel &m, NodeProto &up) {
         up.set_input(1, "v");
         set(m.node("Cast", {"w"}, "v"), "to", int64_t{TensorProto::FLOAT16});
     },
     "its weights are not known: \"v\" is computed by Cast \"Cast of v\""},
    {[](TestModel &m, NodeProto &up) {
         up.set_input(1, "v");
         m.node("Identity", {"u"}, "v");
         m.node("Identity", {"v"}, "u");
     },
     "its weights are not known: \"v\" is a circle of Identity nodes"},
    {[](TestModel &m, NodeProto &) {
         graph_of(m).clear_initializer();
         graph_of(m).add_sparse_initializer()->mutable_values()->set_name("w");
     },
     "its weights are not known: \"w\" is a sparse tensor"},
    {[](TestModel &m, NodeProto &) { graph_of(m).clear_initializer(); },
     "its weights are not known: \"w\" is not defined in the model"},
    {[](TestModel &m, NodeProto &) { weights_of(m).set_data_type(TensorProto::INT8); },
     "its weights are not known: tensor \"w\" is of type INT8: must be float32, float64, float16, bfloat16"},
    {[](TestModel &m, NodeProto &) { weights_of(m).set_data_type(99); },
     "its weights are not known: tensor \"w\" is of type 99: must be float32, float64, float16, bfloat16"},
    {[](TestModel &m, NodeProto &up) {
         up.add_input("b");
         graph_of(m).add_input()->set_name("b");
     },
     "its bias is not known: \"b\" is an input of the graph, known only when the model runs"},
    {[](TestModel &m, NodeProto &up) {
         up.add_input("b");
         m.tensor("b", {2}, counting(2));
     },
     "its bias has the shape [2]: must be [3]"},
    {[](TestModel &, NodeProto &up) { up.mutable_input()->RemoveLast(); },
     "it has 1 input and 1 output: must be 2 or 3, and 1"},
    {[](TestModel &, NodeProto &up) { set(up, "sharing", int64_t{1}); },
     "attribute \"sharing\" is not known: ConvTranspose has none of this name"},
    {[](TestModel &, NodeProto &up) { set(up, "group", 2.0F); }, "attribute group is of type FLOAT: must be INT"},
    {[](TestModel &, NodeProto &up) { set(up, "group", int64_t{3}); },
     "group is 3: must be a divisor of channels, which is 2 (ConvTranspose \"up\")"},
    {[](TestModel &, NodeProto &up) { set(up, "auto_pad", std::string("SAME")); },
     "auto_pad is \"SAME\": must be one of \"NOTSET\", \"VALID\", \"SAME_UPPER\", \"SAME_LOWER\" (ConvTranspose "
     "\"up\")"},
    {[](TestModel &m, NodeProto &up) {
         set(up, "output_shape", Dims{11, 13});
         graph_of(m).mutable_input(0)->clear_type();
     },
     "input_size[0] is null: must be a number where output_shape is given, as the crop at the begin follows from both "
     "(ConvTranspose "
     "\"up\")"},
    {[](TestModel &m, NodeProto &) {
         graph_of(m)
             .mutable_input(0)
             ->mutable_type()
             ->mutable_tensor_type()
             ->mutable_shape()
             ->mutable_dim(1)
             ->set_dim_value(4);
     },
     "its input has 4 channels: must be 2, as its weights have"},
    {[](TestModel &m, NodeProto &) {
         graph_of(m)
             .mutable_input(0)
             ->mutable_type()
             ->mutable_tensor_type()
             ->mutable_shape()
             ->mutable_dim()
             ->RemoveLast();
     },
     "its input has 3 dimensions: must be 4, as its weights have"},
    {[](TestModel &m, NodeProto &) {
         weights_of(m).clear_dims();
         weights_of(m).add_dims(24);
         graph_of(m).mutable_input(0)->clear_type();
     },
     "W is of 1 dimension: must be of 3, 4 or 5: channels, filters/group, and one for each axis (ConvTranspose "
     "\"up\")"},
    {[](TestModel &m, NodeProto &) {
         weights_of(m).clear_dims();
         weights_of(m).set_raw_data("1234");
         graph_of(m).mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape()->clear_dim();
     },
     "W is of 0 dimensions: must be of 3, 4 or 5: channels, filters/group, and one for each axis (ConvTranspose "
     "\"up\")"},
    {[](TestModel &m, NodeProto &) {
         weights_of(m).clear_dims();
         weights_of(m).add_dims(0);
         weights_of(m).add_dims(3);
         weights_of(m).add_dims(2);
         weights_of(m).clear_raw_data();
         graph_of(m).mutable_input(0)->clear_type();
     },
     "W shape[0] is 0: must be 1 or more (ConvTranspose \"up\")"},
    {[](TestModel &, NodeProto &up) { up.set_domain("com.microsoft"); },
     "ConvTranspose is of the domain \"com.microsoft\": must be ONNX's own ConvTranspose"},
};

TEST(ImportReasons, EachIsSaid) {
    for (const Row &row : kRows) {
        TestModel model = small_model();
        model.message.mutable_graph()->mutable_node()->Reserve(8);  // `up` stays where it is
        row.change(model, up_of(model));
        EXPECT_EQ(model.reason(), row.reason);
    }
}

TEST(ImportReasons, OtherNodesAreImported) {
    TestModel model = small_model();
    set(model.node("ConvTranspose", {"x", "w"}, "z"), "strides", Dims{0, 1});
    const Import found = model.import();
    EXPECT_EQ(found.layers.size(), 1U);
    ASSERT_EQ(found.skipped.size(), 1U);
    EXPECT_EQ(found.skipped[0].node, "ConvTranspose of z");
}

}  // namespace
}  // namespace tconv::test
