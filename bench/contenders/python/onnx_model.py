"""A model of one ConvTranspose node, weights and bias as initializers: what ONNX Runtime and OpenVINO are given."""

import onnx
from layer import Layer
from onnx import helper, numpy_helper


def model_of(layer: Layer) -> bytes:
    node = helper.make_node(
        "ConvTranspose", ["x", "w"] + (["b"] if layer.bias is not None else []), ["y"],
        group=layer.groups, kernel_shape=layer.each("kernel"), strides=layer.each("stride"), dilations=layer.each("dilation"),
        pads=layer.each("crop_begin") + layer.each("padding_end"), output_padding=layer.each("output_padding"))
    arrays = {"w": layer.weights} | ({"b": layer.bias} if layer.bias is not None else {})
    value, kind = helper.make_tensor_value_info, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [node], "layer", [value("x", kind, [layer.batch, layer.channels, *layer.each("input")])],
        [value("y", kind, list(layer.shape_first()))],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=8).SerializeToString()
