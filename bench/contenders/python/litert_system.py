"""LiteRT with its XNNPACK delegate: a model of one TRANSPOSE_CONV, which is 2-D, dense, channels last; a 1-D layer is one row of it."""

import ai_edge_litert
import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter
from layer import Axis, Floats, Layer, Refused
from loaded import Loaded


def crop(axis: Axis) -> str:
    """How the operator makes an axis's crop.

    Padding SAME crops as much at both ends, and an odd one more at the end. An odd one at the beginning is the same of a mirror image: as
    much work. Other crops are cut off the full output by a view.
    """
    half, odd = divmod(axis.crop_begin + axis.crop_end, 2)
    if half >= 0 and (axis.crop_begin, axis.crop_end) == (half, half + odd):
        return "plain"
    if half >= 0 and (axis.crop_begin, axis.crop_end) == (half + odd, half):
        return "mirrored"
    if axis.crop_begin >= 0 and axis.crop_end >= 0:
        return "view"
    raise Refused("an output beyond the last tap")


def model_of(layer: Layer, input_shape: tuple[int, ...], output_shape: tuple[int, ...], weights: Floats,
             bias: Floats) -> bytes:
    model = schema.ModelT()
    model.version, model.description = 3, "layer"
    model.buffers, graph = [schema.BufferT()], schema.SubGraphT()
    graph.tensors = []
    float32, int32 = schema.TensorType.FLOAT32, schema.TensorType.INT32
    constants = {"shape": np.array(output_shape, np.int32), "w": weights, "b": bias}
    shapes = {"shape": (4,), "w": weights.shape, "x": input_shape, "b": bias.shape, "y": output_shape}
    for name, shape in shapes.items():
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.type, tensor.buffer = name, list(shape), int32 if name == "shape" else float32, 0
        if name in constants:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(constants[name].tobytes(), np.uint8)
            tensor.buffer = len(model.buffers)
            model.buffers.append(buffer)
        graph.tensors.append(tensor)
    options = schema.TransposeConvOptionsT()
    full = [(size - 1) * stride + kernel for size, stride, kernel in zip(
        layer.each("input"), layer.each("stride"), layer.each("kernel"))] == list(output_shape[-1 - len(layer.axes):-1])
    options.padding = schema.Padding.VALID if full else schema.Padding.SAME
    options.strideH, options.strideW = ([1] + layer.each("stride"))[-2:]
    operator = schema.OperatorT()
    operator.opcodeIndex, operator.inputs, operator.outputs = 0, [0, 1, 2, 3], [4]
    operator.builtinOptionsType, operator.builtinOptions = schema.BuiltinOptions.TransposeConvOptions, options
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.TRANSPOSE_CONV
    code.version = 3  # with bias
    graph.inputs, graph.outputs, graph.operators = [2], [4], [operator]
    model.operatorCodes, model.subgraphs = [code], [graph]
    builder = flatbuffers.Builder(weights.nbytes + 4096)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def load(layer: Layer, format: str, threads: int) -> Loaded:
    if len(layer.axes) > 2:
        raise Refused("XNNPACK has no 3-D deconvolution")
    if layer.groups > 1:
        raise Refused("TRANSPOSE_CONV has no groups")
    if any(axis.dilation > 1 for axis in layer.axes):
        raise Refused("TRANSPOSE_CONV has no dilation")
    crops = [crop(axis) for axis in layer.axes]
    if "view" in crops:
        crops = ["view"] * len(crops)
    flips = [number for number, kind in enumerate(crops) if kind == "mirrored"]
    cut = [(axis.crop_begin, axis.crop_end) if kind == "view" else (0, 0) for axis, kind in zip(layer.axes, crops)]
    sizes = [axis.output + sum(ends) for axis, ends in zip(layer.axes, cut)]
    view = (slice(None), *(slice(begin, begin + axis.output) for axis, (begin, _) in zip(layer.axes, cut)))
    row = [1] if len(layer.axes) == 1 else []
    x = np.flip(layer.input_last(), [1 + number for number in flips])
    w = np.flip(layer.weights, [2 + number for number in flips])
    w = np.moveaxis(w, (0, 1), (-1, 0))  # (filters, kernel..., channels)
    input_shape = (layer.batch, *row, *layer.each("input"), layer.channels)
    output_shape = (layer.batch, *row, *sizes, layer.filters)
    bias = layer.bias if layer.bias is not None else np.zeros(layer.filters, np.float32)
    model = model_of(layer, input_shape, output_shape,
                     np.ascontiguousarray(w).reshape(layer.filters, *row, *layer.each("kernel"), layer.channels), bias)
    interpreter = Interpreter(model_content=model, num_threads=threads)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], np.ascontiguousarray(x).reshape(input_shape))
    index = interpreter.get_output_details()[0]["index"]

    def output() -> Floats:
        return np.flip(interpreter.get_tensor(index).reshape(layer.batch, *sizes, layer.filters)[view],
                       [1 + number for number in flips])

    return Loaded(interpreter.invoke, output, True, f"litert {ai_edge_litert.__version__}")
