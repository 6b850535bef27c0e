#include "runtime/dialects/training_statement.h"

#include <algorithm>

#include "runtime/problem/message.h"

namespace tconv {
namespace {

/// The keys of a system's layer for what training begins with and how it goes on; nullptr where it has none.
struct TrainingKeys {
    const char *dialect;
    const char *weight_initializer, *bias_initializer;
    const char *weight_learn_rate, *bias_learn_rate;
    const char *weight_l2, *bias_l2;
    double default_bias_l2;
};

const TrainingKeys kKeys[] = {
    {"matlab", "WeightsInitializer", "BiasInitializer", "WeightLearnRateFactor", "BiasLearnRateFactor",
     "WeightL2Factor", "BiasL2Factor", 0},
    {"keras", "kernel_initializer", "bias_initializer", nullptr, nullptr, nullptr, nullptr, 1},
    {"cntk", "init", "init_bias", nullptr, nullptr, nullptr, nullptr, 1},
};
const TrainingKeys kNone = {"", nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, 1};

const TrainingKeys &keys_of(const std::string &dialect) {
    for (const TrainingKeys &row : kKeys) {
        if (dialect == row.dialect) {
            return row;
        }
    }
    return kNone;
}

/// Initializers that several systems have, with the same distribution: fans counted the other way round leave glorot's as it is.
/// JSON texts; nullptr where a system does not have it.
struct SameInitializer {
    const char *matlab, *keras, *cntk;
};

const SameInitializer kSame[] = {
    {"\"glorot\"", "\"glorot_uniform\"", "\"glorot_uniform\""},
    {"\"zeros\"", "\"zeros\"", "0"},
    {"\"ones\"", "\"ones\"", "1"},
};

const char *column(const SameInitializer &row, const std::string &dialect) {
    return dialect == "matlab" ? row.matlab : dialect == "keras" ? row.keras : dialect == "cntk" ? row.cntk : nullptr;
}

/// The source's initializer in the target's words, or nullptr.
const char *same_initializer(const std::string &from, const std::string &initializer, const std::string &to) {
    for (const SameInitializer &row : kSame) {
        const char *own = column(row, from);
        if (own && (initializer == own || "\"" + initializer + "\"" == own)) {
            return column(row, to);
        }
    }
    return nullptr;
}

/// What nearly every system does where nothing is said: glorot_uniform and zeros.
bool is_usual(const std::string &dialect, const std::string &initializer) {
    const char *keras = same_initializer(dialect, initializer, "keras");
    return keras && (keras == std::string("\"glorot_uniform\"") || keras == std::string("\"zeros\""));
}

void state_initializer(const Layer &from, const Parameter &parameter, const std::string &dialect, const char *from_key,
                       const char *key, Statement &statement, std::vector<std::string> &notes) {
    if (!from_key || parameter.value || parameter.shape.empty()) {
        return;  // a system without a word for it has a rule of its own; given values need no rule
    }
    const char *same = key ? same_initializer(from.dialect, parameter.initializer, dialect) : nullptr;
    if (!key && is_usual(from.dialect, parameter.initializer)) {
        return;
    }
    if (same) {
        statement[key] = Statement::parse(same);
    } else {
        notes.push_back(std::string(from_key) + " " + parameter.initializer + " is left out: " + dialect +
                        (key ? " has none with the same numbers" : " layers do not state one"));
    }
}

std::string number_text(double number) { return nlohmann::json(number).dump(); }

void state_factor(const char *what, double factor, double otherwise, const std::string &dialect, const char *key,
                  double target_default, Statement &statement, std::vector<std::string> &notes) {
    if (key && factor != target_default) {
        statement[key] = factor;
    } else if (!key && factor != otherwise) {
        notes.push_back(std::string(what) + " " + number_text(factor) + " is left out: " + dialect + " has none");
    }
}

/// A layer that training leaves as it is: one fact, whichever way its system says it.
bool is_frozen(const Layer &layer) {
    const bool no_rates =
        layer.weights.learn_rate_factor == 0 && (layer.bias.learn_rate_factor == 0 || !layer.problem.bias);
    return !layer.trainable || no_rates;
}

/// Keras has a flag, the others a learn rate factor of 0.
void state_frozen(const std::string &dialect, Statement &statement, std::vector<std::string> &notes) {
    if (dialect == "keras") {
        statement["trainable"] = false;
    } else if (dialect == "wolfram") {
        statement["LearningRateMultipliers"] = "None";
    } else if (dialect == "matlab") {
        statement["WeightLearnRateFactor"] = statement["BiasLearnRateFactor"] = 0;
    } else {
        notes.push_back("that the layer is frozen is left out: " + dialect + " layers do not state it");
    }
}

void state_factors(const Layer &from, const std::string &dialect, Statement &statement,
                   std::vector<std::string> &notes) {
    const TrainingKeys &own = keys_of(from.dialect), &keys = keys_of(dialect);
    const double weights = from.weights.learn_rate_factor, bias = from.bias.learn_rate_factor;
    if (is_frozen(from)) {
        state_frozen(dialect, statement, notes);
    } else if (dialect == "wolfram") {  // one option for all arrays
        if (weights != 1 || bias != 1) {
            statement["LearningRateMultipliers"] = {{"Weights", weights}, {"Biases", bias}};
        }
    } else {
        state_factor("the learn rate factor of the weights", weights, 1, dialect, keys.weight_learn_rate, 1, statement,
                     notes);
        if (from.problem.bias) {
            state_factor("the learn rate factor of the bias", bias, 1, dialect, keys.bias_learn_rate, 1, statement,
                         notes);
        }
    }
    if (!own.weight_l2) {
        return;  // the others have no such factors: the new system's defaults hold
    }
    state_factor("the L2 factor of the weights", from.weights.l2_factor, 1, dialect, keys.weight_l2, 1, statement,
                 notes);
    state_factor("the L2 factor of the bias", from.bias.l2_factor, own.default_bias_l2, dialect, keys.bias_l2,
                 keys.default_bias_l2, statement, notes);
}

void note_penalties(const Layer &from, std::vector<std::string> &notes, const std::string &dialect) {
    for (const char *name :
         {"kernel_regularizer", "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint"}) {
        for (const Property &property : from.properties) {
            if (property.name == name && property.json != "null") {
                notes.push_back(property.name + " " + property.json + " is left out: " + dialect + " layers have none");
            }
        }
    }
}

}  // namespace

void state_training(const Layer &from, const std::string &dialect, Statement &statement,
                    std::vector<std::string> &notes) {
    const TrainingKeys &own = keys_of(from.dialect), &keys = keys_of(dialect);
    state_initializer(from, from.weights, dialect, own.weight_initializer, keys.weight_initializer, statement, notes);
    state_initializer(from, from.bias, dialect, own.bias_initializer, keys.bias_initializer, statement, notes);
    state_factors(from, dialect, statement, notes);
    note_penalties(from, notes, dialect);
}

}  // namespace tconv
