// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/execution.hpp"

#include <fermata/listener.hpp>
#include <fermata/strategy.hpp>

#include <atomic>

namespace fermata {

namespace {
std::atomic<listener*> the_listener{nullptr};
}

listener::~listener() = default;

listener* set_listener(listener* now) noexcept { return the_listener.exchange(now); }

strategy::~strategy() = default;
void strategy::execution_performed(pending_operation const*, std::size_t) {}
void strategy::execution_ended(outcome, choice const*, std::size_t) {}
bool strategy::wants_record() const noexcept { return false; }
void strategy::watch(running_execution const&) {}
void strategy::observe(execution_record const&) {}
bool strategy::begins_anew() { return false; }
bool strategy::is_cut_at_idle_steps(std::uint64_t, std::uint64_t) { return false; }
bool strategy::only_looks() const noexcept { return false; }
bool strategy::begin_again(prefix&, lesson) { return false; }
std::uint32_t strategy::choose_value_at(std::uint32_t n, std::uint64_t) { return choose_value(n); }
bool strategy::is_exhaustive() const noexcept { return false; }
std::uint64_t strategy::executions_default() const noexcept { return is_exhaustive() ? 0 : 10'000; }

namespace detail {
listener* current_listener() noexcept { return the_listener.load(std::memory_order_relaxed); }
} // namespace detail
} // namespace fermata
