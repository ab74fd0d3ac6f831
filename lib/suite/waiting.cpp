// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The only file of this folder that knows fibers.
#include "suite/waiting.hpp"

#include "core/crash.hpp"

#include <fermata/core/checkpoint.hpp>
#include <fermata/core/current.hpp>
#include <fermata/core/wait.hpp>
#include <fermata/listener.hpp>

#include <algorithm>

namespace fermata::suite::detail {

bool is_in_fiber() noexcept { return fermata::detail::current_fiber != nullptr; }

void pass_point(std::string_view name, source_location where) { checkpoint(name, where); }

void wait_for_fibers(std::function<bool()> const& holds, source_location where) { wait_until(holds, where); }

bool wait_for(std::function<bool()> const& holds, std::chrono::nanoseconds at_most, source_location where) {
    if (is_exploring() && is_in_fiber()) {
        wait_until(holds, where);
        return true;
    }
    auto const begin = std::chrono::steady_clock::now();
    auto interval = std::chrono::nanoseconds(std::chrono::milliseconds(1));
    while (!holds()) {
        auto const left = at_most - (std::chrono::steady_clock::now() - begin);
        if (left <= std::chrono::nanoseconds::zero()) {
            return false;
        }
        pause_for(std::min<std::chrono::nanoseconds>(interval, left), where);
        interval = std::min<std::chrono::nanoseconds>(2 * interval, std::chrono::milliseconds(10));
    }
    return true;
}

void pause_for(std::chrono::nanoseconds time, source_location where) { sleep_for(time, where); }

void report_hang() noexcept { fermata::detail::write_hang_report(); }

} // namespace fermata::suite::detail
