# Two commands: make demo, make test. Each target installs what is missing (cmake/setup.sh) and runs the CMake workflow of
# its name (CMakePresets.json); the rest is there.
cmake = PATH="$(CURDIR)/.venv/bin:$$PATH" CTEST_PARALLEL_LEVEL=$$(nproc) .venv/bin/cmake

.PHONY: help demo test sanitize judges bench clean

help:
	@echo 'make demo      enlarge a photograph with a layer that is compiled on the way'
	@echo 'make test      build everything and run the tests'
	@echo 'make sanitize  the tests of the runtime under AddressSanitizer and UBSan'
	@echo 'make judges    compare with oneDNN, ONNX Runtime, PyTorch and Keras'
	@echo 'make bench     measure beside oneDNN, ONNX Runtime, OpenVINO, PyTorch, LiteRT; FAST=1: 3 minutes of it'
	@echo 'make clean     remove build/'

demo test sanitize:
	@cmake/setup.sh
	@$(cmake) --workflow --preset $@

bench: export FAST := $(FAST)
judges bench:
	@cmake/setup.sh $@
	@$(cmake) --workflow --preset $@

clean:
	rm -rf build
