// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The only file of this folder that knows fibers.
#include "suite/waiting.hpp"

#include "core/crash.hpp"

#include <fermata/core/checkpoint.hpp>
#include <fermata/core/current.hpp>
#include <fermata/core/wait.hpp>

#include <string>

namespace fermata::suite::detail {

bool is_in_fiber() noexcept { return fermata::detail::current_fiber != nullptr; }

void pass_point(std::string_view name, source_location where) { checkpoint(name, where); }

void wait_for_fibers(std::function<bool()> const& holds, source_location where) { wait_until(holds, where); }

void pause_for(std::chrono::nanoseconds time, source_location where) { sleep_for(time, where); }

void report_hang() noexcept { fermata::detail::write_hang_report(); }

} // namespace fermata::suite::detail
