// Philox and the normal quantile: see random.h for why they are written out here.
#include "runtime/layer/random.h"

#include <cmath>

namespace tconv {

namespace {

void multiply(uint32_t a, uint32_t b, uint32_t &high, uint32_t &low) {
    const uint64_t product = uint64_t{a} * b;
    high = static_cast<uint32_t>(product >> 32);
    low = static_cast<uint32_t>(product);
}

/// The natural logarithm of x in (0, 1], to about an ulp of 1: x = m * 2^e with m in [sqrt(1/2), sqrt(2)), then
/// log m = 2 atanh((m-1)/(m+1)), whose argument is below 0.172 in size: 11 terms leave less than 2^-56.
double portable_log(double x) {
    int exponent = 0;
    double mantissa = std::frexp(x, &exponent);
    if (mantissa < 0.70710678118654752) {
        mantissa *= 2;
        exponent -= 1;
    }
    const double t = (mantissa - 1) / (mantissa + 1);
    const double square = t * t;
    double sum = 0;
    for (int term = 21; term >= 1; term -= 2) {
        sum = sum * square + 1.0 / term;
    }
    return 2 * t * sum + exponent * 0.69314718055994531;
}

/// Coefficients of a ratio of polynomials of degree 7, constant first (the denominator's constant is 1).
struct Ratio {
    std::array<double, 8> above, below;

    double operator()(double x) const {
        double numerator = 0, denominator = 0;
        for (int i = 7; i >= 0; i--) {
            numerator = numerator * x + above[static_cast<size_t>(i)];
            denominator = denominator * x + below[static_cast<size_t>(i)];
        }
        return numerator / denominator;
    }
};

constexpr Ratio kCentre = {
    {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3},
    {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
     3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3}};
constexpr Ratio kNearTail = {
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
     1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}};
constexpr Ratio kFarTail = {
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
     1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}};

}  // namespace

std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
    for (int round = 0; round < 10; round++) {
        uint32_t high0 = 0, low0 = 0, high1 = 0, low1 = 0;
        multiply(0xD2511F53u, counter[0], high0, low0);
        multiply(0xCD9E8D57u, counter[2], high1, low1);
        counter = {high1 ^ counter[1] ^ key[0], low1, high0 ^ counter[3] ^ key[1], low0};
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    return counter;
}

double uniform(uint64_t seed, uint64_t index, uint32_t stream, uint32_t attempt) {
    const auto words = philox({static_cast<uint32_t>(index), static_cast<uint32_t>(index >> 32), stream, attempt},
                              {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)});
    const uint64_t bits = (uint64_t{words[0]} << 32 | words[1]) >> 12;  // 52 bits: the half added below stays exact
    return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

double normal_quantile(double p) {
    const double q = p - 0.5;
    if (std::fabs(q) <= 0.425) {
        return q * kCentre(0.180625 - q * q);
    }
    const double r = std::sqrt(-portable_log(q < 0 ? p : 1 - p));
    const double x = r <= 5 ? kNearTail(r - 1.6) : kFarTail(r - 5);
    return q < 0 ? -x : x;
}

}  // namespace tconv
