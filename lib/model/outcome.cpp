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

} // namespace fermata
