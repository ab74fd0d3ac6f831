// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/spawn.hpp"
#include "core/step.hpp"

#include "core/crash.hpp"
#include "core/exception_text.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace fermata::detail {

thread_local constinit fiber* current_fiber = nullptr;
thread_local constinit execution* current_execution = nullptr;

namespace {

// Numbers of executions differ within the process, so that an object knows whether it has been used in
// this one. A block of them per object of this class keeps the atomic off the path of an execution.
std::uint64_t first_serial() noexcept {
    static std::atomic<std::uint64_t> next{1};
    return next.fetch_add(1, std::memory_order_relaxed) << 40;
}

template <class Error>
bool is_a(std::exception_ptr const& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (Error const&) {
        return true;
    } catch (...) {
        return false;
    }
}

template <class Call>
[[gnu::always_inline]] inline void call_within(fiber& me, Call const& what) {
    try {
        what();
    } catch (execution_aborted const&) {
    } catch (...) {
        me.owner->record_exception(me, std::current_exception());
    }
}

/// One fiber after the other: a return to the loop over bodies would be one more that a processor cannot foresee.
void run_fibers(context& self) {
    self.outermost = __builtin_frame_address(0);
    do {
        fiber& me = *static_cast<fiber*>(self.argument);
        me.state = fiber_state::begun;
        if (!me.owner->sets_floating_point()) [[unlikely]] {
            me.floating_point.make_current();
        }
        bool const is_to_end = (me.special & special::aborting) != 0; // before it has begun
        if (!is_to_end) {
            call_within(me, [&] {
                me.owner->spins.begin_with([&] { me.body->run(*me.body, me.value); });
                if (me.abort_thrown) {
                    me.owner->count_swallowed();
                }
            });
        }
        call_within(me, [&] { me.body.give_up(); }); // what its destructors do is what this fiber does
        park(self, me.owner->ended(me));
    } while (self.body == &run_fibers);
}

} // namespace

execution::execution() : serial_(first_serial()), fiber_serial_(serial_) {
    host_.owner = this;
    host_.visible = nullptr;
    host_.number = no_fiber;
    host_.state = fiber_state::begun;
    enter_thread();
    sets_floating_point_ = can_set_floating_point();
}

execution::~execution() {
    for (fiber* used : fibers_) {
        if (used->where != nullptr) {
            give_back(std::move(used->where));
        }
    }
}

void execution::configure(strategy* policy, std::size_t steps_max, std::size_t stack_size,
                          std::chrono::nanoseconds outside_wait_max) {
    strategy_ = policy;
    if (stack_size != stack_size_) {
        for (fiber* used : fibers_) {
            if (used->where != nullptr) {
                give_back(std::move(used->where));
            }
        }
    }
    stack_size_ = stack_size;
    outside_wait_max_ = outside_wait_max;
    watch_ = nullptr; // perhaps another OS thread now
    program_serial_ = ++serial_;
    identities.reset();
    records.keep_record(policy->wants_record());
    records.limit_to(steps_max);
    spins.begin(false, false); // an exploration switches it on
    listens = current_listener();
    enter_thread();
    prepare_for_crashes(is_exploration || listens != nullptr);
}

/// What most executions leave as it was.
void execution::tidy_up() {
    is_untidy_ = false;
    given_up_.clear(); // nobody refers to those stacks any more
    left_behind_ = 0;
    threads_ = 0;
    prunes_ = 0;
    cut_ = nullptr;
    is_known_ = false;
    attention_ = 0;
    stepper_ = nullptr;
    waits_for_all_ = nullptr;
    spurious_wakeups_max = 0;
    at_once_.clear();
    preludes_.clear();
    predicates_.clear();
    unproductive_.clear();
    if (!outside_.empty()) { // of those who were left behind
        outside_.clear();
        if (watch_ != nullptr) {
            watch_->remove_all_of(*this);
        }
    }
    failures.clear();
    watched_functions.clear();
    stop_ = {};
    ending_ = {};
}

void execution::set_main_body(void (*body)(context&), void* argument) {
    if (fibers_.empty()) {
        begin(true);
    }
    fiber& first = main();
    if (first.where == nullptr) {
        first.where = take_context(stack_size_);
        lend_context(*first.where, first);
    }
    first.where->body = body;
    first.where->argument = argument;
    first.exceptions = {};
    first.state = fiber_state::begun;
}

/// A fiber of that number, with a stack to run on.
void execution::prepare_slot(std::uint32_t number) {
    while (number >= fibers_.size()) {
        constexpr std::size_t few = 16;
        std::size_t const next = fibers_.size();
        if (next == room_for_fibers_) {
            fiber_blocks_.emplace_back(std::max(few, next));
            room_for_fibers_ += fiber_blocks_.back().size();
        }
        fiber& made = fiber_blocks_.back()[next + fiber_blocks_.back().size() - room_for_fibers_];
        made.owner = this;
        made.number = static_cast<std::uint32_t>(next);
        pending_.push_back({made.number, {}});
        try {
            fibers_.push_back(&made);
        } catch (...) {
            pending_.pop_back();
            throw;
        }
    }
    fiber& prepared = *fibers_[number];
    if (prepared.where == nullptr && (number != 0 || !is_exploration)) {
        prepared.where = take_context(stack_size_);
        prepared.where->body = &run_fibers;
        prepared.where->argument = &prepared;
        lend_context(*prepared.where, prepared);
    }
    enabled_.grow(number + 1);
}

void execution::begin(bool with_main) {
    for (std::uint32_t i = with_main ? 1 : 0; i < count_; ++i) {
        fiber& old = *fibers_[i];
        old.forget_results();
        old.body.reset();
    }
    enabled_.reset();
    count_ = 0;
    live_ = 0;
    arrivals_ = with_main ? 1 : 0;
    ranks_.begin();
    ++serial_;
    spins.begin_execution();
    watches_ends_ = listens != nullptr || records.wants_edges();
    if (is_untidy_ || attention_ != 0) [[unlikely]] {
        tidy_up();
    }
    if (spins.marks_stacks()) [[unlikely]] {
        attention_ |= attention::marks;
    }
    if (with_main) {
        if (fibers_.empty()) [[unlikely]] {
            prepare_slot(0);
        }
        fiber& first = main();
        count_ = 1;
        first.begin_anew(fiber_state::begun);
        first.identity = ++fiber_serial_;
        first.group = nullptr;
        first.floating_point = inherited_by_main;
        enabled_.add(0);
    }
}

fiber& execution::spawn_thread(callable_handle body) {
    fiber& made = take_slot();
    made.group = current_fiber != nullptr ? current_fiber->group : nullptr;
    if (made.group != nullptr) {
        ++made.group->live;
    }
    made.body.take(body.forget());
    made.floating_point = floating_point_environment::current();
    set_floating_point(made, made.floating_point);
    made.thread_number = ++threads_;
    made.ends_specially = true;
    if (current_fiber != nullptr) {
        current_fiber->idle = 0;
    }
    is_untidy_ = true;
    pending_[made.number].operation = {};
    if (is_exploration) {
        records.add_edge(current_fiber != nullptr ? current_fiber->number : 0, made.number);
    }
    preludes_.push_back(&made);
    attention_ |= attention::preludes;
    mark_stack();
    return made;
}

void execution::record_failure(fiber& in, failure_cause why, std::string message, std::string file, std::size_t line) {
    in.failure_recorded = true;
    is_untidy_ = true;
    failures.push_back({why, std::move(message), name_of(in), std::move(file), line, records.step});
}

void execution::record_race(std::string message, fiber& in, char const* file, std::size_t line) {
    is_untidy_ = true;
    failures.push_back({failure_cause::data_race, std::move(message), name_of(in), file, line, records.step});
}

void execution::record_exception(fiber& in, std::exception_ptr thrown) {
    if ((in.special & special::aborting) != 0) {
        return;
    }
    if (!is_exploration || in.group != nullptr) { // nobody asks for any other, whose end is part of what its fiber does
        in.failure = thrown;
    }
    in.ends_specially = true;
    if (!is_exploration || in.failure_recorded) {
        return;
    }
    if (!failures.empty() && is_a<starter_failed>(thrown)) { // it tells of a failure that is recorded
        return;
    }
    record_failure(in, is_a<usage_error>(thrown) ? failure_cause::misuse : failure_cause::exception,
                   describe_exception(thrown), {}, 0);
}

void execution::destroyed(object_identity const& of, fiber const& by) {
    if (records.keeps_record && (of.made_in == serial_ || of.made_in == program_serial_)) {
        records.destructions.push_back({records.step, records.edges.size(), by.number, of.number});
    }
}

} // namespace fermata::detail
