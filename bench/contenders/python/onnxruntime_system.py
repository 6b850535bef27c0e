"""ONNX Runtime: its processor provider knows channels first alone. Input and output are bound to memory that stays."""

import numpy as np
import onnxruntime
from layer import Layer
from loaded import Loaded
from onnx_model import model_of


def load(layer: Layer, format: str, threads: int) -> Loaded:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model_of(layer), options, providers=["CPUExecutionProvider"])
    memory = layer.input_first(), np.zeros(layer.shape_first(), np.float32)
    x, y = (onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in memory)
    binding = session.io_binding()
    binding.bind_ortvalue_input("x", x)
    binding.bind_ortvalue_output("y", y)
    # What session.run_with_iobinding does, without looking up its arguments again at each call.
    run, inner = session._sess.run_with_iobinding, binding._iobinding
    return Loaded(lambda: run(inner, None), y.numpy, False, f"onnxruntime {onnxruntime.__version__}", memory)
