// The model, and the ways in which it is damaged.
#include "tests/import/mutations.h"

#include <cmath>
#include <cstdint>
#include <random>

namespace tconv::test {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Draw = std::mt19937_64;

/// A field that is there, of a message somewhere below `message`: deeper ones are as likely as others.
std::pair<Message *, const FieldDescriptor *> any_field(Message &message, Draw &draw) {
    Message *at = &message;
    for (;;) {
        std::vector<const FieldDescriptor *> fields;
        at->GetReflection()->ListFields(*at, &fields);
        if (fields.empty()) {
            return {at, nullptr};
        }
        const FieldDescriptor *field = fields[draw() % fields.size()];
        if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || draw() % 5 == 0) {
            return {at, field};
        }
        const Reflection &reflection = *at->GetReflection();
        if (field->is_repeated()) {
            const int index = static_cast<int>(draw() % static_cast<uint64_t>(reflection.FieldSize(*at, field)));
            at = reflection.MutableRepeatedMessage(at, field, index);
        } else {
            at = reflection.MutableMessage(at, field);
        }
    }
}

int64_t any_number(Draw &draw) {
    const int64_t numbers[] = {0, 1, 2, -1, 3, 7, 16, 255, 1 << 20, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    return numbers[draw() % std::size(numbers)];
}

void change_list(Message &message, const FieldDescriptor *field, Draw &draw) {
    const Reflection &reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, field);
    const int index = static_cast<int>(draw() % static_cast<uint64_t>(size));
    switch (draw() % 4) {
    case 0: reflection.RemoveLast(&message, field); break;
    case 1: reflection.SwapElements(&message, field, index, size - 1); break;
    case 2: reflection.ClearField(&message, field); break;
    default:
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
            reflection.SetRepeatedInt64(&message, field, index, any_number(draw));
        } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
            reflection.SetRepeatedInt32(&message, field, index, static_cast<int32_t>(any_number(draw)));
        } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
            const std::string names[] = {"", "x", "y", "w", "w2", "z"};
            reflection.SetRepeatedString(&message, field, index, names[draw() % std::size(names)]);
        } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
            Message *copy = reflection.AddMessage(&message, field);
            copy->CopyFrom(reflection.GetRepeatedMessage(message, field, index));
        }
    }
}

void change_field(Message &message, const FieldDescriptor *field, Draw &draw) {
    const Reflection &reflection = *message.GetReflection();
    if (field->is_repeated()) {
        change_list(message, field, draw);
    } else if (draw() % 3 == 0) {
        reflection.ClearField(&message, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
        reflection.SetInt64(&message, field, any_number(draw));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
        reflection.SetInt32(&message, field, static_cast<int32_t>(any_number(draw)));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_FLOAT) {
        const float numbers[] = {0, -1, 1e38F, INFINITY, NAN};
        reflection.SetFloat(&message, field, numbers[draw() % std::size(numbers)]);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        const std::string texts[] = {"",         "x",        "y",          "w",     "ConvTranspose",
                                     "Constant", "Identity", "SAME_UPPER", "\xff\n"};
        reflection.SetString(&message, field, texts[draw() % std::size(texts)]);
    }
}

}  // namespace

std::string model_of_everything() {
    TestModel model = small_model(17, {-1, 2, 5, 6});
    model.tensor("b", {1, 3, 1, 1}, counting(3));
    model.node("Add", {"y", "b"}, "y2");
    for (const char *name : {"s", "m", "v"}) {
        model.tensor(name, {3}, counting(3));
    }
    model.node("BatchNormalization", {"y2", "s", "m", "m", "v"}, "y3");
    set(model.node("LeakyRelu", {"y3"}, "y4"), "alpha", 0.2F);
    model.node("Identity", {"w2"}, "w3");
    NodeProto &second = model.node("ConvTranspose", {"y4", "w3"}, "z");
    set(second, "auto_pad", std::string("SAME_UPPER"));
    set(second, "kernel_shape", Dims{1, 2});
    auto &typed = *model.message.mutable_graph()->add_initializer();
    typed.set_name("w2");
    typed.set_data_type(TensorProto::FLOAT16);
    for (const int64_t size : {3, 1, 1, 2}) {
        typed.add_dims(size);
    }
    for (int i = 0; i < 6; ++i) {
        typed.add_int32_data(0x3c00 + i);
    }
    NodeProto &check = model.node("If", {"x"}, "end");
    AttributeProto &branch = *check.add_attribute();
    branch.set_name("then_branch");
    branch.set_type(AttributeProto::GRAPH);
    add_node(*branch.mutable_g(), "ConvTranspose", {"z", "w4"}, "inner");
    auto &external = add_tensor(*branch.mutable_g(), "w4", {1, 1, 1, 1}, {});
    external.set_data_location(TensorProto::EXTERNAL);
    external.add_external_data()->set_key("location");
    external.mutable_external_data(0)->set_value("w.bin");
    model.message.add_functions()->set_name("f");
    model.output("end");
    return model.bytes();
}

std::string mutated_bytes(const std::string &model, uint64_t seed) {
    Draw draw(seed);
    std::string bytes = model;
    for (uint64_t count = 1 + draw() % 4; count > 0 && !bytes.empty(); --count) {
        const size_t at = draw() % bytes.size(), length = 1 + draw() % 8;
        switch (draw() % 6) {
        case 0: bytes[at] = static_cast<char>(draw()); break;
        case 1: bytes[at] = static_cast<char>(bytes[at] ^ (1 << draw() % 8)); break;
        case 2: bytes.erase(at, length); break;
        case 3: bytes.insert(at, bytes.substr(at, length)); break;
        case 4: bytes[at] = static_cast<char>(bytes[at] + (draw() % 2 == 0 ? 1 : -1)); break;
        default:
            if (draw() % 4 == 0) {
                bytes.resize(at);
            }
        }
    }
    return bytes;
}

std::string mutated_fields(const std::string &model, uint64_t seed) {
    Draw draw(seed);
    ModelProto message;
    message.ParseFromString(model);
    for (uint64_t count = 1 + draw() % 4; count > 0; --count) {
        if (const auto [at, field] = any_field(message, draw); field) {
            change_field(*at, field, draw);
        }
    }
    return message.SerializeAsString();
}

}  // namespace tconv::test
