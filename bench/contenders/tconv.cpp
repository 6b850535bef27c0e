// tconv: the compiled layer, called through its C functions as a user's program calls them.
#include "bench/contenders/tconv.h"

#include <algorithm>
#include <optional>

#include "bench/check.h"
#include "bench/compiled_layer.h"

namespace tconv::bench {

namespace {

std::vector<float> copied(std::span<const float> values) { return {values.begin(), values.end()}; }

/// The array in another layout. `shape` is the one that it has.
std::vector<float> in_layout(Layout wanted, Layout has, const std::vector<int64_t> &shape,
                             std::span<const float> array) {
    std::vector<float> out(array.begin(), array.end());
    if (wanted == has)
        return out;
    const bool last = has == Layout::channels_last;
    const auto images = static_cast<size_t>(shape.front());
    const auto channels = static_cast<size_t>(last ? shape.back() : shape[1]);
    const size_t pixels = array.size() / std::max<size_t>(1, images * channels);
    for (size_t n = 0; n < images; n++) {
        for (size_t p = 0; p < pixels; p++) {
            for (size_t c = 0; c < channels; c++) {
                const size_t in_last = (n * pixels + p) * channels + c, in_first = (n * channels + c) * pixels + p;
                out[last ? in_first : in_last] = array[last ? in_last : in_first];
            }
        }
    }
    return out;
}

class Tconv : public Contender {
public:
    Tconv(const CompiledLayer &layer, const Place &place)
        : layer_(layer), threads_(place.threads), clock_(place.clock), pool_(place.threads) {}

    std::string name() const override { return layer_.contender(); }

    void prepare(const Task &task) override {
        const Library &library = layer_.library();
        const Problem &own = layer_.problem();
        shape_ = own.input_shape();
        packed_.emplace(library.pack({task.problem.weight_shape(), copied(task.arrays.weights())},
                                     {task.problem.bias_shape(), copied(task.arrays.bias())}));
        input_.emplace(static_cast<int64_t>(task.arrays.input().size_bytes()));
        const std::vector<float> input =
            in_layout(own.layout, task.problem.layout, task.problem.input_shape(), task.arrays.input());
        std::ranges::copy(input, input_->data());
        output_.emplace(static_cast<int64_t>(task.arrays.output().size_bytes()));
        output_size_ = task.arrays.output().size();
        asked_ = task.problem;
        workspace_.emplace(library.workspace_bytes(shape_, threads_));
        check_output(task, output());
    }

    double run(int64_t count) override {
        call();
        const double start = seconds_now(clock_);
        for (int64_t i = 0; i < count; i++) {
            call();
        }
        return seconds_now(clock_) - start;
    }

    std::span<const float> output() override {
        call();
        if (layer_.problem().layout == asked_.layout)
            return {output_->data(), output_size_};
        converted_ = in_layout(asked_.layout, layer_.problem().layout, layer_.problem().output_shape(),
                               {output_->data(), output_size_});
        return converted_;
    }

    void release() override {
        packed_.reset();
        input_.reset();
        output_.reset();
        workspace_.reset();
        converted_ = {};
    }

private:
    void call() { layer_.library().run(*packed_, shape_, *input_, *output_, *workspace_, pool_); }

    const CompiledLayer &layer_;
    int threads_;
    Clock clock_;
    Pool pool_;
    std::vector<int64_t> shape_;
    std::optional<FloatBuffer> packed_, input_, output_, workspace_;
    size_t output_size_ = 0;
    Problem asked_;                 ///< the task's: its layout may be another one
    std::vector<float> converted_;  ///< the output in that layout
};

}  // namespace

std::unique_ptr<Contender> make_tconv(const CompiledLayer &layer, const Place &place) {
    return std::make_unique<Tconv>(layer, place);
}

}  // namespace tconv::bench
