// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// How long an exploration may take, and who is told how far it is.
#include "runner/explorer.hpp"

#include <algorithm>
#include <utility>

namespace fermata::detail {

namespace {
// The clock is read once in so many executions, if they are short: a reading costs a twentieth of such a one.
constexpr std::uint64_t executions_per_reading_max = 64;
constexpr std::chrono::milliseconds short_time(5); // that nobody notices
constexpr std::uint64_t steps_per_reading = 10'000;
constexpr std::chrono::milliseconds progress_interval(100);
} // namespace

void explorer::begin_time() {
    start_ = std::chrono::steady_clock::now();
    last_reading_ = start_;
    next_progress_ = start_ + progress_interval;
}

bool explorer::is_out_of_time() {
    if (!looks_at_clock_ || (begun_ < next_reading_ && report_.steps < steps_of_next_reading_)) {
        return false;
    }
    auto const now = std::chrono::steady_clock::now();
    bool const is_slow = now - std::exchange(last_reading_, now) > short_time;
    executions_per_reading_ =
        is_slow || begun_ == 0 ? 1 : std::min(2 * executions_per_reading_, executions_per_reading_max);
    next_reading_ = begun_ + executions_per_reading_;
    steps_of_next_reading_ = report_.steps + steps_per_reading;
    if (options_.on_progress != nullptr && now >= next_progress_) {
        next_progress_ = now + progress_interval;
        try {
            options_.on_progress({begun_, report_.steps, now - start_});
        } catch (...) {
            misuse_ = std::current_exception();
            return true;
        }
    }
    return begun_ != 0 && now - start_ >= options_.time_max;
}

} // namespace fermata::detail
