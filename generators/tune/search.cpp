// Candidates, generations, duels.
#include "generators/tune/search.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>

#include "generators/tune/space.h"

namespace tconv::tune {

namespace {

constexpr int kFirstRounds = 3, kDuelRounds = 21, kDuels = 2;
/// A challenger is worth a duel, and wins it, when it is this much faster.
constexpr double kBetter = 0.99, kClearlyBetter = 0.995;
/// Random schedules whose estimates are compared before any is tried, and neighbours for a generation.
constexpr int kDraws = 4000, kNeighbours = 240;
/// Those from whom neighbours are drawn.
constexpr size_t kParents = 6;
/// Batches of the first generation.
constexpr size_t kFirst = 4;
/// Fresh random schedules in every generation.
constexpr size_t kStrangers = 1;

/// Enumerations and flags of a schedule, without its numbers: the first generation has the best of each kind.
struct KindOf {
    std::string &text;
    template <typename T>
    void operator()(const char *, const T &member) const {
        if constexpr (std::is_class_v<T>)
            T::visit(member, *this);
        else
            text += std::to_string(static_cast<int>(member)) + ",";
    }
    template <typename T>
    void operator()(const char *name, const T &member, Limits) const {
        if constexpr (std::is_class_v<T>) {
            // Lists: which transforms there are is a matter of kind, and whether there are bands.
            if (std::string(name) == "band") {
                text += member.empty() ? "whole," : "bands,";
            } else {
                for (const int value : member)
                    text += std::to_string(value) + ",";
            }
        }
    }
};
std::string kind_of(const Schedule &schedule) {
    std::string text = std::to_string(schedule.index()) + ":";
    std::visit([&](const auto &s) { std::decay_t<decltype(s)>::visit(s, KindOf{text}); }, schedule);
    return text;
}

struct Tried {
    Schedule schedule;
    double seconds;
};

class Search {
public:
    Search(const Problem &problem, const InstructionSet &set, Runner &runner, const SearchLimits &limits, uint64_t seed,
           const Surroundings &around)
        : problem_(problem), set_(set), runner_(runner), limits_(limits), around_(around), random_(seed),
          start_(around.clock()) {}

    Found run(const std::vector<Schedule> &incumbents) {
        start_with(incumbents);
        if (found_.seconds > 0 || !done()) {
            try_suggestions();
            first_generation();
            while (!done())
                generation();
        }
        found_.interrupted = around_.stop();
        return found_;
    }

private:
    double left() const { return limits_.seconds - (around_.clock() - start_); }
    bool done() const {
        return left() <= 0 || around_.stop() || found_.tried >= limits_.trials || in_vain_ >= limits_.in_vain;
    }

    /// A candidate once more is no candidate.
    bool is_new(const Schedule &schedule) { return seen_.insert(to_json(schedule)).second; }

    void count(const Schedule &schedule, const Trial &trial) {
        if (trial.verdict == Verdict::stopped)
            return;
        around_.log(schedule, trial);
        found_.tried++;
        found_.verdicts[static_cast<size_t>(trial.verdict)]++;
        if (trial.verdict == Verdict::right) {
            tried_.push_back({schedule, trial.least()});
        } else if (found_.first_trouble.empty()) {
            found_.first_trouble = std::string(name_of(trial.verdict)) + ": " + trial.why + ": " + to_json(schedule);
        }
    }

    void start_with(const std::vector<Schedule> &incumbents) {
        found_.best = incumbents.front();
        std::vector<Schedule> distinct;
        for (const Schedule &schedule : incumbents) {
            if (is_new(schedule))
                distinct.push_back(schedule);
        }
        const std::vector<Trial> trials = runner_.run(distinct, kFirstRounds);
        for (size_t i = 0; i < distinct.size(); i++)
            count(distinct[i], trials[i]);
        if (trials.front().verdict == Verdict::right) {
            found_.seconds = trials.front().least();
            found_.gain = 1;
        }
        for (size_t i = 1; i < distinct.size(); i++)
            challenge(distinct[i], trials[i], trials.front());
        report();
        runner_.forget_all_but(found_.best);
    }

    /// `beside`: the incumbent's trial in the same run.
    void challenge(const Schedule &challenger, const Trial &trial, const Trial &beside) {
        if (trial.verdict != Verdict::right)
            return;
        if (found_.seconds == 0) {  // the incumbent could not be run
            found_.best = challenger;
            found_.seconds = trial.least();
            in_vain_ = 0;
            return;
        }
        if (beside.verdict != Verdict::right || trial.least() >= beside.least() * kBetter)
            return;
        // Twice: what two measurements say is not chance.
        Victory least{1e300, 1e300};
        for (int duels = 0; duels < kDuels; duels++) {
            const std::optional<Victory> won = duel(challenger);
            if (!won)
                return;
            least = {std::min(least.seconds, won->seconds), std::min(least.gain, won->gain)};
        }
        found_.best = challenger;
        found_.seconds = least.seconds;
        found_.gain *= least.gain;
        in_vain_ = 0;
    }

    struct Victory {
        double seconds;
        double gain;  ///< times as fast as the incumbent
    };
    /// Round by round in turn with the incumbent. What the challenger won if it wins most rounds, and the fastest one.
    std::optional<Victory> duel(const Schedule &challenger) {
        const std::vector<Trial> trials = runner_.run({found_.best, challenger}, kDuelRounds);
        const Trial &incumbent = trials[0], &other = trials[1];
        if (incumbent.verdict != Verdict::right || other.verdict != Verdict::right)
            return std::nullopt;
        const size_t rounds = std::min(incumbent.seconds.size(), other.seconds.size());
        size_t wins = 0;
        for (size_t i = 0; i < rounds; i++)
            wins += other.seconds[i] < incumbent.seconds[i] ? 1 : 0;
        if (wins * 4 >= rounds * 3 && other.least() < incumbent.least() * kClearlyBetter)
            return Victory{other.least(), incumbent.least() / other.least()};
        return std::nullopt;
    }

    /// Tries them beside the incumbent, and lets the fastest of them challenge it, as long as there are faster ones.
    void try_batch(std::vector<Schedule> batch) {
        const size_t candidates = batch.size();
        if (candidates == 0)
            return;
        const Schedule incumbent = found_.best;
        batch.push_back(incumbent);
        const std::vector<Trial> trials = runner_.run(batch, kFirstRounds);
        if (trials.back().verdict == Verdict::right && found_.seconds > 0)
            found_.seconds = std::min(found_.seconds, trials.back().least());
        std::vector<size_t> order;
        for (size_t i = 0; i < candidates; i++) {
            count(batch[i], trials[i]);
            in_vain_++;
            order.push_back(i);
        }
        std::stable_sort(order.begin(), order.end(),
                         [&](size_t a, size_t b) { return trials[a].least() < trials[b].least(); });
        for (const size_t i : order) {
            if (!(found_.best == incumbent) || around_.stop())
                break;  // the fastest one that wins is the new incumbent; slower ones have lost to it already
            challenge(batch[i], trials[i], trials[candidates]);
        }
        runner_.forget_all_but(found_.best);
        report();
    }

    void try_all(const std::vector<Schedule> &candidates) {
        for (size_t i = 0; i < candidates.size() && !done(); i += limits_.batch) {
            const size_t end = std::min(candidates.size(), i + limits_.batch);
            try_batch({candidates.begin() + static_cast<std::ptrdiff_t>(i),
                       candidates.begin() + static_cast<std::ptrdiff_t>(end)});
        }
    }

    struct Guess {
        Schedule schedule;
        double seconds;
    };
    static void sort(std::vector<Guess> &guesses) {
        std::stable_sort(guesses.begin(), guesses.end(),
                         [](const Guess &a, const Guess &b) { return a.seconds < b.seconds; });
    }

    /// In the order of the model, and of each kind the best few.
    void try_suggestions() {
        constexpr int kOfEach = 3;
        std::vector<Guess> guesses;
        for (const Schedule &schedule : around_.suggestions)
            guesses.push_back({schedule, around_.model(schedule)});
        sort(guesses);
        std::map<std::string, int> of_kind;
        std::vector<Schedule> candidates;
        for (const Guess &guess : guesses) {
            if (!is_plausible(guess.schedule))  // the model knows what is too much code, too
                continue;
            if (int &taken = of_kind[kind_of(guess.schedule)]; taken < kOfEach && is_new(guess.schedule)) {
                taken++;
                candidates.push_back(guess.schedule);
            }
        }
        try_all(candidates);
    }

    /// The best draws of each kind.
    void first_generation() {
        std::map<std::string, Guess> best_of_kind;
        for (int i = 0; i < kDraws; i++) {
            const std::optional<Schedule> drawn = random_schedule(problem_, set_, random_);
            if (!drawn)
                continue;
            const double seconds = around_.model(*drawn);
            const auto [at, is_first] = best_of_kind.emplace(kind_of(*drawn), Guess{*drawn, seconds});
            if (!is_first && seconds < at->second.seconds)
                at->second = {*drawn, seconds};
        }
        // The algorithms in turn: the model compares schedules of one better than those of two.
        std::array<std::vector<Guess>, std::variant_size_v<Schedule>> guesses;
        for (const auto &[kind, guess] : best_of_kind) {
            if (is_plausible(guess.schedule))
                guesses[guess.schedule.index()].push_back(guess);
        }
        for (std::vector<Guess> &of_algorithm : guesses)
            sort(of_algorithm);
        std::vector<Schedule> candidates;
        for (size_t i = 0; candidates.size() < kFirst * limits_.batch && i < best_of_kind.size(); i++) {
            for (const std::vector<Guess> &of_algorithm : guesses) {
                if (i < of_algorithm.size())
                    take(of_algorithm[i].schedule, candidates);
            }
        }
        try_all(candidates);
    }

    void generation() {
        std::stable_sort(tried_.begin(), tried_.end(),
                         [](const Tried &a, const Tried &b) { return a.seconds < b.seconds; });
        if (tried_.size() > 200)
            tried_.resize(200);
        std::vector<Guess> pool;
        const size_t parents = std::min(tried_.size(), kParents);
        std::set<std::string> in_pool;
        for (int i = 0; i < kNeighbours && parents > 0; i++) {
            // The incumbent is the parent of every second one.
            const Schedule *parent = &found_.best;
            double seconds = found_.seconds;
            if (random_.one_in(2)) {
                const Tried &other = tried_[static_cast<size_t>(random_.in(0, static_cast<int64_t>(parents) - 1))];
                parent = &other.schedule;
                seconds = other.seconds;
            }
            const std::optional<Schedule> child = neighbour(*parent, problem_, set_, random_);
            const std::string text = child ? to_json(*child) : "";
            if (!child || seen_.count(text) > 0 || !in_pool.insert(text).second || !is_plausible(*child))
                continue;
            pool.push_back({*child, seconds * around_.model(*child) / around_.model(*parent)});
        }
        sort(pool);
        // Mostly those that the model likes, some whatever it says: it may be wrong.
        std::vector<Schedule> batch;
        const size_t strangers = parents > 0 ? kStrangers : limits_.batch, wild = limits_.batch / 4;
        for (size_t i = 0; i < pool.size() && batch.size() + strangers + wild < limits_.batch; i++)
            take(pool[i].schedule, batch);
        for (int draws = 0; !pool.empty() && draws < 50 && batch.size() + strangers < limits_.batch; draws++)
            take(pool[static_cast<size_t>(random_.in(0, static_cast<int64_t>(pool.size()) - 1))].schedule, batch);
        for (int draws = 0; draws < 200 && batch.size() < limits_.batch; draws++) {
            const std::optional<Schedule> drawn = random_schedule(problem_, set_, random_);
            if (drawn && (found_.seconds == 0 || is_plausible(*drawn)))
                take(*drawn, batch);
        }
        if (batch.empty())
            in_vain_ = limits_.in_vain;  // there is nothing left to try
        try_batch(batch);
    }
    /// The model may be wrong, but not by so much.
    bool is_plausible(const Schedule &schedule) const {
        return around_.model(schedule) < 4 * around_.model(found_.best);
    }
    void take(const Schedule &schedule, std::vector<Schedule> &batch) {
        if (is_new(schedule))
            batch.push_back(schedule);
    }

    void report() const { around_.report({found_.tried, found_.seconds, std::max(0.0, left())}); }

    const Problem &problem_;
    const InstructionSet &set_;
    Runner &runner_;
    const SearchLimits &limits_;
    const Surroundings &around_;
    Random random_;
    double start_;
    std::set<std::string> seen_;
    std::vector<Tried> tried_;
    int in_vain_ = 0;
    Found found_;
};

}  // namespace

const char *name_of(Verdict verdict) {
    constexpr const char *kNames[kVerdicts] = {"right", "wrong", "crashed", "hung", "refused", "stopped"};
    return kNames[static_cast<size_t>(verdict)];
}

Found search(const Problem &problem, const InstructionSet &set, const std::vector<Schedule> &incumbents, Runner &runner,
             const SearchLimits &limits, uint64_t seed, const Surroundings &around) {
    if (incumbents.empty())
        throw std::logic_error("a search without a schedule to begin with");
    return Search(problem, set, runner, limits, seed, around).run(incumbents);
}

}  // namespace tconv::tune
