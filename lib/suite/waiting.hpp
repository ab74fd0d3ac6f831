// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>

#include <chrono>
#include <functional>
#include <string_view>

// What this folder knows of fibers: a wait in one must not block the others.

namespace fermata::suite::detail {

/// Whether the caller is a fiber, and not one that is given up.
bool is_in_fiber() noexcept;

/// A scheduling point of that name in a fiber; nothing outside of one.
void pass_point(std::string_view name, source_location where);

/// In a fiber: a scheduling point; it is not enabled until the predicate, which other fibers make true, holds.
void wait_for_fibers(std::function<bool()> const& holds, source_location where);

/// Waits until it holds, which somebody of any process sees to; false if the time has passed. In an exploration only
/// other fibers can see to it, and there is no time: if none does, that is a deadlock.
bool wait_for(std::function<bool()> const& holds, std::chrono::nanoseconds at_most, source_location where);

/// Lets the time pass, and in a fiber the other fibers go on meanwhile.
void pause_for(std::chrono::nanoseconds time, source_location where);

/// Writes the replay token of the execution that this thread is in, if any, to standard error. Safe in a handler.
void report_hang() noexcept;

} // namespace fermata::suite::detail
