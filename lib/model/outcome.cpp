// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/model/outcome.hpp>

namespace fermata {

std::string_view to_string(outcome value) noexcept {
    switch (value) {
    case outcome::completed: return "completed";
    case outcome::failed: return "failed";
    case outcome::deadlocked: return "deadlocked";
    case outcome::livelocked: return "livelocked";
    case outcome::step_limit: return "step_limit";
    case outcome::crashed: return "crashed";
    case outcome::diverged: return "diverged";
    case outcome::pruned: return "pruned";
    }
    return "unknown";
}

std::string_view to_string(failure_cause value) noexcept {
    switch (value) {
    case failure_cause::expectation: return "expectation";
    case failure_cause::exception: return "exception";
    case failure_cause::misuse: return "misuse";
    case failure_cause::data_race: return "data race";
    case failure_cause::never_joined: return "never joined";
    case failure_cause::deadlock: return "deadlock";
    case failure_cause::lost_wakeup: return "lost wake-up";
    case failure_cause::livelock: return "livelock";
    case failure_cause::step_limit: return "step limit";
    case failure_cause::not_repeated: return "not repeated";
    }
    return "unknown";
}

} // namespace fermata
