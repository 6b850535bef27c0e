"""features.py WHEEL MODEL.onnx: takes the detection model out of the wheel of rapidocr-onnxruntime.
features.py MODEL.onnx LAYERS.json PICTURE.png FOLDER: runs the model on a picture, by ONNX Runtime, and writes what the two layers get
and what they must give: first_input, first_output, second_output (.f32: float32, channels first, without a header).

LAYERS.json is what `tconv import --json` printed.
"""

import json
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

MODEL = "rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx"


def read_gray_png(file: Path) -> NDArray[np.uint8]:
    """Of PNG's forms the picture's one: gray or palette in whole bytes, or in bits, one byte a filter unit, not interlaced."""
    data, at, chunks = file.read_bytes(), 8, {}
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        chunks[kind] = chunks.get(kind, b"") + data[at + 8:at + 8 + length]
        at += length + 12
    width, height, depth, color, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if color != 0 or interlaced:
        raise ValueError(f"{file} is not a gray picture without interlacing")
    stride = (width * depth + 7) // 8
    raw = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, stride + 1)
    lines = np.zeros((height + 1, stride + 1), int)  # a line above and a byte to the left, which are 0
    for y in range(1, height + 1):
        for x in range(1, stride + 1):
            left, up, corner = lines[y, x - 1], lines[y - 1, x], lines[y - 1, x - 1]
            paeth = min((left, up, corner), key=lambda near: abs(left + up - corner - near))
            lines[y, x] = raw[y - 1, x] + (0, left, up, (left + up) // 2, paeth)[raw[y - 1, 0]] & 255
    bits = np.unpackbits(lines[1:, 1:].astype(np.uint8), axis=1).reshape(height, -1, depth)[:, :width]
    return (bits @ (1 << np.arange(depth)[::-1]) * 255 // (2**depth - 1)).astype(np.uint8)


def main() -> None:
    if len(sys.argv) == 3:
        Path(sys.argv[2]).write_bytes(zipfile.ZipFile(sys.argv[1]).read(MODEL))
        return
    model_file, layers_file, picture_file, folder = map(Path, sys.argv[1:])
    first, second = json.loads(layers_file.read_text())["layers"]
    names = {"first_input": first["input"], "first_output": first["output"], "second_output": second["output"]}
    model = onnx.load(model_file)
    del model.graph.output[:]
    model.graph.output.extend(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names.values())
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    pixels = read_gray_png(picture_file).astype(np.float32) / 255
    image = np.broadcast_to((pixels - 0.5) / 0.5, (1, 3, *pixels.shape))  # as the model was trained
    for name, values in zip(names, session.run(list(names.values()), {"x": np.ascontiguousarray(image)}), strict=True):
        print(f"{name}: {list(values.shape)}")
        values.tofile(folder / f"{name}.f32")


if __name__ == "__main__":
    main()
