// Right results from every test library: each instruction set, sizes fixed and open, memory that ends where it should.
#include <gtest/gtest.h>

#include <functional>
#include <numeric>

#include "tests/library/libraries.h"
#include "tests/library/parameters.h"
#include "tests/memory/guarded.h"

using namespace tconv;
using test::Guarded;
using test::Side;

namespace {

size_t bytes_of(const std::vector<int64_t> &shape) {
    return sizeof(float) *
           static_cast<size_t>(std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>()));
}

class Results : public testing::TestWithParam<Library> {
protected:
    void TearDown() override { cpu_level = level_; }

    oracle::Call call_for(const std::vector<int64_t> &shape) const {
        const Library &library = GetParam();
        oracle::Call call = oracle::integer_call(library.problem().with_input_shape(shape), 17);
        if (!library.pack) {
            const oracle::Call parameters = built_in_call();
            call.weights = parameters.weights;
            call.bias = parameters.bias;
        }
        return call;
    }

    /// One call with every buffer against a forbidden page.
    void check(const oracle::Call &call, Side side, bool with_bias) const {
        const Library &library = GetParam();
        const std::vector<int64_t> shape = call.input.shape;
        int64_t output_shape[5] = {}, packed_bytes = -1, workspace_bytes = -1;
        ASSERT_EQ(library.output_shape(shape.data(), output_shape), TCONV_OK);
        ASSERT_EQ(std::vector<int64_t>(output_shape, output_shape + shape.size()), call.problem.output_shape());
        ASSERT_EQ(library.packed_size(&packed_bytes), TCONV_OK);
        ASSERT_EQ(packed_bytes, library.packed_bytes);
        ASSERT_EQ(library.workspace_size(shape.data(), 1, &workspace_bytes), TCONV_OK);
        if (library.workspace_bytes >= 0) {
            ASSERT_EQ(workspace_bytes, library.workspace_bytes);
        }

        const Guarded x(call.input.data, side), y(bytes_of(call.problem.output_shape()), side);
        const Guarded packed(library.pack ? static_cast<size_t>(packed_bytes) : 0, side);
        const Guarded workspace(static_cast<size_t>(workspace_bytes), side);
        if (library.pack) {
            const Guarded weights(call.weights.data, side), bias(call.bias.data, side);
            ASSERT_EQ(library.pack(weights.floats(), with_bias ? bias.floats() : nullptr, packed.data()), TCONV_OK);
            ASSERT_TRUE(packed.intact());
        }
        const float *parameters = library.pack ? packed.floats() : nullptr;
        ASSERT_EQ(library.run(parameters, shape.data(), x.floats(), y.floats(), workspace.data(), nullptr), TCONV_OK);
        EXPECT_TRUE(x.intact() && y.intact() && packed.intact() && workspace.intact()) << "wrote outside a buffer";

        oracle::Call reference = call;
        if (!with_bias || !call.problem.bias) {
            reference.bias.data.assign(reference.bias.data.size(), 0.0f);
        }
        const oracle::Comparison comparison = oracle::compare(y.values(), oracle::gather(reference), {});
        EXPECT_EQ(comparison.wrong, 0) << comparison.text();
    }

private:
    const int level_ = cpu_level;
};

TEST_P(Results, AreExactOnIntegersForEveryInstructionSetAndShape) {
    for (int level = cpu_level; level >= 1; level--) {
        for (const std::vector<int64_t> &shape : GetParam().input_shapes) {
            for (const Side side : {Side::begin, Side::end}) {
                SCOPED_TRACE("level " + std::to_string(level) + ", input " + shape_text(shape) +
                             (side == Side::end ? ", at end" : ", at begin"));
                cpu_level = level;
                check(call_for(shape), side, true);
            }
        }
    }
}

TEST_P(Results, WithoutABiasAreThoseOfZeros) {
    if (GetParam().pack) {
        check(call_for(GetParam().input_shapes.front()), Side::end, false);
    }
}

TEST_P(Results, OutputShapeIsTheProblemsForShapesRightAndWrong) {
    const Library &library = GetParam();
    const Problem problem = library.problem();
    const std::vector<int64_t> base = library.input_shapes.front();
    const int64_t sizes[] = {
        -1, 0, 1, 2, 3, 17, 46340, 46341, 1 << 20, (int64_t{1} << 31) - 1, int64_t{1} << 31, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < base.size(); i++) {
        for (const int64_t size : sizes) {
            std::vector<int64_t> shape = base, output(base.size());
            shape[i] = size;
            std::vector<int64_t> expected;
            try {
                expected = problem.output_shape_for(shape);
            } catch (const Error &) {
            }
            const int status = library.output_shape(shape.data(), output.data());
            EXPECT_EQ(status == TCONV_OK, !expected.empty()) << shape_text(shape) << " gives status " << status;
            if (status == TCONV_OK && !expected.empty()) {
                EXPECT_EQ(output, expected) << shape_text(shape);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Libraries, Results, testing::ValuesIn(libraries()),
                         [](const auto &test) { return test.param.name; });

}  // namespace
