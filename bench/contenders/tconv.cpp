// tconv: the compiled layer, called through its C functions as a user's program calls them.
#include "bench/contenders/tconv.h"

#include <algorithm>
#include <optional>

#include "bench/check.h"
#include "bench/compiled_layer.h"

namespace tconv::bench {

namespace {

std::vector<float> copied(std::span<const float> values) { return {values.begin(), values.end()}; }

class Tconv : public Contender {
public:
    Tconv(const CompiledLayer &layer, const Place &place)
        : layer_(layer), threads_(place.threads), clock_(place.clock), pool_(place.threads) {}

    std::string name() const override { return layer_.contender(); }

    void prepare(const Task &task) override {
        const Library &library = layer_.library();
        shape_ = task.problem.input_shape();
        packed_.emplace(library.pack({task.problem.weight_shape(), copied(task.arrays.weights())},
                                     {task.problem.bias_shape(), copied(task.arrays.bias())}));
        input_.emplace(static_cast<int64_t>(task.arrays.input().size_bytes()));
        std::ranges::copy(task.arrays.input(), input_->data());
        output_.emplace(static_cast<int64_t>(task.arrays.output().size_bytes()));
        output_size_ = task.arrays.output().size();
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
        return {output_->data(), output_size_};
    }

    void release() override {
        packed_.reset();
        input_.reset();
        output_.reset();
        workspace_.reset();
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
};

}  // namespace

std::unique_ptr<Contender> make_tconv(const CompiledLayer &layer, const Place &place) {
    return std::make_unique<Tconv>(layer, place);
}

}  // namespace tconv::bench
