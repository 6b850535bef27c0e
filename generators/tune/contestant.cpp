// Both ends of the socket between the search and a candidate's process. A question is one byte and a number; an answer is one byte, a
// number, and for a failure its text.
#include "generators/tune/contestant.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "generators/cli/library.h"

namespace tconv::tune {

namespace {

struct Message {
    char what;
    double number;
    char text[400];
};
// Questions, and answers.
constexpr char kRun = 'r', kCompare = 'c', kTime = 't';
constexpr char kDone = 'd', kWrong = 'w', kRefused = 'e', kFailed = 'f';

bool send(int socket, char what, double number, const std::string &text = "") {
    Message message{what, number, {}};
    std::snprintf(message.text, sizeof message.text, "%s", text.c_str());
    return write(socket, &message, sizeof message) == static_cast<ssize_t>(sizeof message);
}

bool receive(int socket, Message &message) {
    ssize_t got = -1;
    do {
        got = read(socket, &message, sizeof message);
    } while (got < 0 && errno == EINTR);
    return got == static_cast<ssize_t>(sizeof message);
}

/// The loaded library and its buffers.
class Calls {
public:
    Calls(const CompileRequest &request, const Schedule &schedule, const Reference &reference,
          const Conditions &conditions)
        : schedule_(schedule), reference_(reference), conditions_(conditions),
          library_(Library::open(request, Cache(std::filesystem::path()))), functions_(library_.functions()),
          shape_(reference.problem().input_shape()), pool_(conditions.threads),
          packed_(library_.pack(reference.weights(), reference.bias())),
          workspace_(library_.workspace_bytes(shape_, conditions.threads)) {}

    double run_once() {
        const double start = measure::seconds_now();
        call();
        return measure::seconds_now() - start;
    }

    std::string compare() {
        std::fill(reference_.output().begin(), reference_.output().end(), std::numeric_limits<float>::quiet_NaN());
        call();
        return reference_.trouble(schedule_);
    }

    /// The least time of a call, over several of a fraction of a millisecond each (so that reading the clock is nothing).
    double least(double seconds) {
        constexpr double kBatchSeconds = 3e-4;
        double least_seconds = 1e30, single = run_once();
        const auto calls = static_cast<int>(std::clamp(kBatchSeconds / single, 1.0, 1e4));
        const double end = measure::seconds_now() + seconds;
        do {
            const double start = measure::seconds_now(conditions_.clock);
            for (int i = 0; i < calls; i++)
                call();
            least_seconds = std::min(least_seconds, (measure::seconds_now(conditions_.clock) - start) / calls);
        } while (measure::seconds_now() < end);
        return least_seconds;
    }

private:
    void call() {
        const int status = functions_.run(packed_.data(), shape_.data(), reference_.input(), reference_.output().data(),
                                          workspace_.data(), pool_.get());
        if (status != TCONV_OK)
            throw Error(std::string("run returned: ") + tconv_status_text(status));
        if (conditions_.behind_call)
            conditions_.behind_call(schedule_, reference_.output());
    }

    const Schedule &schedule_;
    const Reference &reference_;
    const Conditions &conditions_;
    Library library_;
    KernelFunctions functions_;
    std::vector<int64_t> shape_;
    Pool pool_;
    FloatBuffer packed_, workspace_;
};

void serve(int socket, const CompileRequest &request, const Schedule &schedule, const Reference &reference,
           const Conditions &conditions) {
    Calls calls(request, schedule, reference, conditions);
    send(socket, kDone, 0);
    for (Message question; receive(socket, question);) {
        if (question.what == kTime) {
            send(socket, kDone, calls.least(question.number));
            continue;
        }
        const std::string trouble = question.what == kCompare ? calls.compare() : "";
        const double seconds = calls.run_once();
        send(socket, trouble.empty() ? kDone : kWrong, seconds, trouble);
    }
}

[[noreturn]] void be_contestant(int socket, const CompileRequest &request, const Schedule &schedule,
                                const Reference &reference, const Conditions &conditions) {
    // The user's interrupt is for the search, which ends its processes itself.
    for (const int ignored : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
        std::signal(ignored, SIG_IGN);
    try {
        serve(socket, request, schedule, reference, conditions);
    } catch (const Error &error) {
        send(socket, kRefused, 0, error.what());
    } catch (const std::exception &error) {
        send(socket, kFailed, 0, error.what());
    }
    _exit(0);  // no destructors: what they would clean up belongs to the parent
}

/// Ends a process and all that it started, of which it is the group: a linker at work would go on writing into the folder. Its status.
int end_group(pid_t process) {
    kill(-process, SIGKILL);
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

}  // namespace

Contestant::Contestant(const CompileRequest &request, const Schedule &schedule, const Reference &reference,
                       const Conditions &conditions)
    : schedule_(schedule) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        throw Error("cannot make a socket to a candidate's process: " + std::string(std::strerror(errno)));
    std::fflush(nullptr);
    const pid_t parent = getpid();
    process_ = fork();
    if (process_ == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
        close(ends[0]);
        setenv("TMPDIR", conditions.folder.c_str(), 1);
        CompileRequest own = request;
        own.schedules = {{find_target(request.target).sets.front()->name, schedule}};
        be_contestant(ends[1], own, schedule, reference, conditions);
    }
    const int fault = errno;
    close(ends[1]);
    if (process_ < 0) {
        close(ends[0]);
        throw Error("cannot start a candidate's process: " + std::string(std::strerror(fault)));
    }
    setpgid(process_, process_);  // here too: whoever is first
    pipe_ = ends[0];
}

Contestant::~Contestant() {
    if (process_ > 0)
        end_group(process_);
    if (pipe_ >= 0)
        close(pipe_);
}

void Contestant::drop(Verdict verdict, const std::string &why) {
    verdict_ = verdict;
    why_ = why;
}

void Contestant::ask_for_run(bool compare) { send(pipe_, compare ? kCompare : kRun, 0); }
void Contestant::ask_for_time(double seconds) { send(pipe_, kTime, seconds); }

double Contestant::answer(double deadline, const std::function<bool()> &stop) {
    constexpr int kLookMilliseconds = 50;  // how often the wish to stop is asked for
    if (verdict_ != Verdict::right)
        return 0;
    pollfd waiting{pipe_, POLLIN, 0};
    while (poll(&waiting, 1, kLookMilliseconds) <= 0) {
        if (stop()) {
            drop(Verdict::stopped, "interrupted");
            return 0;
        }
        if (measure::seconds_now() > deadline) {
            drop(Verdict::hung, "no answer within the time limit");
            return 0;
        }
    }
    Message message{};
    if (!receive(pipe_, message)) {
        siginfo_t ended{};  // by itself, and how: its number stays taken
        while (waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
        }
        const int status = end_group(process_);
        process_ = -1;
        drop(Verdict::crashed,
             WIFSIGNALED(status) ? "ended by signal " + std::to_string(WTERMSIG(status)) : "ended without an answer");
        return 0;
    }
    switch (message.what) {
    case kDone: return message.number;
    case kWrong: drop(Verdict::wrong, message.text); break;
    case kRefused: drop(Verdict::refused, message.text); break;
    default: drop(Verdict::crashed, message.text); break;
    }
    return 0;
}

}  // namespace tconv::tune
