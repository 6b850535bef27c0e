// Halide's registry of generators, asked by name.
#include "generators/algorithms/run_generator.h"

namespace tconv {

KernelPipeline run_generator(const std::string &name,
                             const std::vector<std::pair<std::string, std::string>> &parameters,
                             const std::vector<std::string> &inputs, const Halide::Target &target) {
    const auto generator = Halide::Internal::GeneratorRegistry::create(name, Halide::GeneratorContext(target));
    for (const auto &[parameter, value] : parameters)
        generator->set_generatorparam_value(parameter, value);
    KernelPipeline out;
    out.pipeline = generator->build_pipeline();
    for (const std::string &input : inputs) {
        for (const auto &p : generator->input_parameter(input)) {
            out.arguments.emplace_back(p.name(), Halide::Argument::InputBuffer, p.type(), p.dimensions(),
                                       p.get_argument_estimates());
        }
    }
    return out;
}

}  // namespace tconv
