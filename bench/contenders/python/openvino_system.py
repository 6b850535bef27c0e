"""OpenVINO: the same model, input and output memory of the program's own. With the format `last` the program's arrays are channels
last, which the compiled model takes in with its own reorders, or without any."""

import numpy as np
import openvino
from layer import Layer
from loaded import Loaded
from onnx_model import model_of
from openvino.preprocess import PrePostProcessor

CORE = openvino.Core()
AXES = {1: "W", 2: "HW", 3: "DHW"}


def load(layer: Layer, format: str, threads: int) -> Loaded:
    model = CORE.read_model(model_of(layer))
    last = format == "last"
    if last:
        spatial = AXES[len(layer.axes)]
        steps = PrePostProcessor(model)
        for side in (steps.input(), steps.output()):
            side.model().set_layout(openvino.Layout("NC" + spatial))
            side.tensor().set_layout(openvino.Layout("N" + spatial + "C"))
        model = steps.build()
    compiled = CORE.compile_model(model, "CPU", {
        "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": False})
    request = compiled.create_infer_request()
    x = layer.input_last() if last else layer.input_first()
    y = np.zeros(layer.shape_last() if last else layer.shape_first(), np.float32)
    request.set_input_tensor(openvino.Tensor(x, shared_memory=True))
    request.set_output_tensor(openvino.Tensor(y, shared_memory=True))

    def call() -> None:
        request.start_async()
        request.wait()

    return Loaded(call, lambda: y, last, f"openvino {openvino.__version__.split('-')[0]}", x)
