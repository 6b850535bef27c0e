"""PyTorch, eager: formats `contiguous` and `channels_last` of activations and weights. Its padding is the same at both ends: the rest of
a crop is cut off by a view, as its users do."""

import torch
import torch.nn.functional as F
from layer import Floats, Layer, Refused
from loaded import Loaded

FUNCTIONS = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
CHANNELS_LAST = {2: torch.channels_last, 3: torch.channels_last_3d}


def load(layer: Layer, format: str, threads: int) -> Loaded:
    rank = len(layer.axes)
    if format == "channels_last" and rank not in CHANNELS_LAST:
        raise Refused(f"no channels_last of rank {rank}")
    torch.set_num_threads(threads)
    memory_format = CHANNELS_LAST[rank] if format == "channels_last" else torch.contiguous_format
    x = torch.from_numpy(layer.input_first()).contiguous(memory_format=memory_format)
    w = torch.from_numpy(layer.weights.copy()).contiguous(memory_format=memory_format)
    b = torch.from_numpy(layer.bias.copy()) if layer.bias is not None else None
    padding = [axis.crop_begin if axis.output_padding else min(axis.crop_begin, axis.crop_end) for axis in layer.axes]
    # What is left of the crops: of batch and filters nothing.
    view = (slice(None), slice(None), *(slice(axis.crop_begin - pad, axis.crop_begin - pad + axis.output)
                                        for axis, pad in zip(layer.axes, padding)))
    whole = padding == layer.each("crop_begin") == layer.each("padding_end")
    function = FUNCTIONS[rank]
    arguments = (x, w, b, layer.each("stride"), padding, layer.each("output_padding"), layer.groups, layer.each("dilation"))

    @torch.inference_mode()
    def call() -> torch.Tensor:
        result = function(*arguments)
        return result if whole else result[view]

    def output() -> Floats:
        return call().numpy()

    return Loaded(call, output, False, f"torch {torch.__version__.partition('+')[0]}")
