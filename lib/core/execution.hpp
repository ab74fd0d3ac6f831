// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/descriptor_watch.hpp"
#include "core/enabled_set.hpp"
#include "core/fiber.hpp"
#include "core/identities.hpp"
#include "core/object_ranks.hpp"
#include "core/recorder.hpp"
#include "core/site_table.hpp"
#include "core/spin_loops.hpp"
#include "core/stop_reason.hpp"
#include "memory/large_blocks.hpp"

#include <fermata/core/current.hpp>
#include <fermata/listener.hpp>
#include <fermata/model/error.hpp>
#include <fermata/model/outcome.hpp>
#include <fermata/model/trace.hpp>
#include <fermata/strategy.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fermata::detail {

class execution;

/// The one that current_fiber belongs to: what a step needs of it is loaded while the switch is still under way.
[[gnu::tls_model("initial-exec")]] extern thread_local constinit execution* current_execution;

/// One program under test on its fibers: who is enabled, who is blocked on what, whom to switch to.
/// Used again for the next execution, so that nothing is made twice.
///
/// The host is the stack that calls from outside of every fiber. In an exploration fiber 0 is "main",
/// which runs the body; a runner of its own has no main.
class execution {
    // The path of a step reads these: together, at the beginning.
    std::uint32_t attention_ = 0;
    enabled_set enabled_;
    std::vector<pending_operation> pending_;
    std::vector<fiber*> fibers_;

public:
    recorder records;
    identity_table identities;
    spin_loops spins;
    listener* listens = nullptr;

    execution();
    ~execution();
    execution(execution const&) = delete;
    execution& operator=(execution const&) = delete;

    // --- execution.cpp: beginning and ending
    void configure(strategy* policy, std::size_t steps_max, std::size_t stack_size,
                   std::chrono::nanoseconds outside_wait_max);
    /// Forgets the fibers and objects of the execution before. `main` exists from the start.
    void begin(bool with_main);
    fiber& spawn(callable_handle const& body, fiber_group& group, floating_point_environment const& inherited);
    fiber& spawn_thread(callable_handle body);
    fiber& main() noexcept { return *fibers_[0]; }
    fiber& host() noexcept { return host_; }
    /// The function that main's context runs, over many executions.
    void set_main_body(void (*body)(context&), void* argument);
    fiber& at(std::uint32_t number) noexcept { return *fibers_[number]; }
    fiber const& at(std::uint32_t number) const noexcept { return *fibers_[number]; }
    std::uint32_t fiber_count() const noexcept { return count_; }
    std::uint32_t live_count() const noexcept { return live_; }
    std::uint64_t serial() const noexcept { return serial_; }
    bool sets_floating_point() const noexcept { return sets_floating_point_; }
    std::uint32_t object_number(object_identity& of) {
        if (of.made_in != serial_ && of.made_in != program_serial_) [[unlikely]] {
            identities.identify_outside(of, program_serial_);
        }
        return of.number;
    }
    void destroyed(object_identity const& of, fiber const& by);
    void identify(object_identity& made, fiber& maker) {
        identities.identify(made, maker.number, maker.objects++);
        ranks_.made(made.number, records.step);
        maker.idle = 0; // a loop that makes something does not merely wait
        made.made_in = serial_;
    }
    /// What has just been performed found its object in that state, and accessed it so. (In an abort nothing has.)
    void did(std::uint64_t before, access how) noexcept {
        if (records.keeps_record && !ending_.active) {
            records.effects[records.step - 1] = {before, 0, 0, how};
        }
    }
    /// It has accessed another object, too.
    void did_further(object_identity& of, access how, std::uint64_t before = 0) {
        did_further(object_number(of), how, before);
    }
    void did_further(std::uint32_t object, access how, std::uint64_t before = 0) {
        if (records.keeps_record && !ending_.active) {
            records.further.push_back({records.step - 1, before, object, how});
        }
    }

    // --- step.cpp: the path of a step
    void go_to(fiber& from, fiber& to) noexcept;
    /// The scheduling point: `me` is about to perform `next`, and others may go on before.
    void give_way(fiber& me, operation const& next);
    void give_way_here(fiber& me, operation const& next); ///< the same, inline; within step.cpp
    /// The same for a fiber that is not enabled until enable() is called for it.
    void give_way_disabled(fiber& me, operation const& next);
    void enable(fiber& which) noexcept { enabled_.add(which.number); }
    void disable(fiber& which) noexcept { enabled_.remove(which.number); }
    enabled_set const& enabled() const noexcept { return enabled_; }
    operation const& pending(std::uint32_t number) const noexcept { return pending_[number].operation; }
    void set_pending(fiber& of, operation const& next) noexcept { pending_[of.number].operation = next; }
    /// Runs others until every fiber of the group has ended, or the execution was stopped.
    void run_until_ended(fiber& caller, fiber_group& group);
    /// The same for all fibers; main waits for them when its body has ended.
    void run_until_all_ended(fiber& caller);
    /// Has one enabled fiber perform one step, and comes back when it stands at its next scheduling point.
    void run_one_step(fiber& caller, std::uint32_t number);
    /// The same; the strategy chooses among those that are enabled, two or more, or one.
    void run_one_step(fiber& caller);
    /// Lets those that go on without a choice do so, and finds out who is enabled then.
    /// False if somebody outside did not settle by then; without a time, after outside_wait_max.
    bool settle(fiber& caller, std::optional<std::chrono::steady_clock::time_point> until = std::nullopt);
    /// The caller has what it wanted, and is enabled again if it is a fiber.
    void come_back(fiber& caller) noexcept {
        if (!caller.is_host()) {
            enable(caller);
        }
    }
    event make_event_with_values(std::size_t step) const;
    /// Who has come to a scheduling point or ended since run_one_step() was called, by number.
    std::vector<std::uint32_t> arrivals;
    /// Blocks until a file descriptor lets somebody go on. False if nobody waits for one, or for too long.
    bool wait_for_outside() { return wait_for_outside(std::chrono::steady_clock::now() + outside_wait_max_); }
    bool wait_for_outside(std::chrono::steady_clock::time_point until);
    /// Lets every wait for the outside that has a probe settle. False if one did not by then.
    bool settle_outside(std::chrono::steady_clock::time_point until);
    bool settle_outside() { return settle_outside(std::chrono::steady_clock::now() + outside_wait_max_); }
    std::chrono::nanoseconds outside_wait_max() const noexcept { return outside_wait_max_; }
    /// Called by a fiber's body when it has ended; returns whom to switch to.
    resume_point& ended(fiber& me);
    void go_on_at_once(fiber& which);
    std::uint32_t choose_value(fiber& me, std::uint32_t n);
    void join(fiber& me, fiber& other, operation const& next);

    // --- waiting.cpp, outside.cpp: fibers that wait for something else than an object
    void wait_until(fiber& me, function_ref<bool()> predicate, operation const& next);
    void wait_for_progress(fiber& me, operation const& next);
    bool wait_outside(fiber& me, outside_wait& what, operation const& next);

    void order_after_all(fiber& me) {
        if (records.order.is_on) [[unlikely]] {
            records.order.pass_all(me.number);
        }
    }

    // --- teardown.cpp
    /// Everything ends now. Returns the fiber that goes on: one that gets the order to end.
    fiber& stop(stop_reason why);
    bool is_stopped() const noexcept { return stop_.how != outcome::completed || stop_.usage != nullptr; }
    stop_reason& stopped() noexcept { return stop_; }
    /// Ends the unfinished fibers of a group, the youngest first.
    void end_group(fiber& caller, fiber_group& group);
    /// An operation of a fiber that has the order to end.
    void operation_in_abort(fiber& me);
    /// Those steps have changed nothing.
    void found_idle(fiber& me, std::span<std::uint64_t const> steps);
    bool is_cut() const noexcept { return cut_ != nullptr || is_known_; }
    bool was_look() const noexcept { return is_cut() || (records.keeps_record && strategy_->only_looks()); }
    void end_path(fiber& me);
    void park_for_good(fiber& me);
    [[noreturn]] void leave_behind(fiber& me);
    /// A fiber has ended as if it had not had the order to.
    void count_swallowed() noexcept {
        is_untidy_ = true;
        ++left_behind_;
    }
    std::uint32_t left_behind_count() const noexcept { return left_behind_; }
    void allow_spurious_wakeups(std::uint32_t per_fiber) noexcept {
        is_untidy_ = true;
        spurious_wakeups_max = per_fiber;
    }
    std::uint32_t pruned_count() const noexcept { return prunes_; }
    /// Main is made anew after it was left behind.
    bool main_is_left_behind() const noexcept { return fibers_[0]->state == fiber_state::left_behind; }

    // --- texts.cpp: what a person reads
    std::string name_of(fiber const& which) const;
    std::string object_name(operation const& of) const;
    std::string describe(pending_operation const& what) const;
    /// "bank.cpp:12"; empty if there is none.
    std::string place_of(std::uint32_t site) const;
    std::string object_name(object_identity& of) { return object_name({{}, {}, 0, 0, object_number(of)}); }
    event make_event(std::size_t step) const;
    fermata::trace make_trace() const;
    /// What a token says of a choice: fibers in the order of their creation in this execution, because another
    /// process does not know the numbers that this exploration has given them.
    std::uint32_t portable(choice const& made) const noexcept {
        return made.kind == choice::kind_type::fiber ? at(made.taken).arrival : made.taken;
    }
    fermata::schedule make_schedule() const;
    /// As they were made, with main.
    std::vector<fiber const*> fibers_in_order() const;

    // --- wait_texts.cpp, wait_cycles.cpp: who waits for whom
    std::string describe_wait(fiber const& which) const;
    /// A cycle of fibers that wait for each other comes first, in one line; then the others, a line each.
    std::vector<std::string> describe_waits() const;
    /// The same without a place, for those who say more of the fiber.
    std::string describe_wait_alone(fiber const& which) const;
    /// Where it was performed last; empty if it was not.
    std::string place_of_last(std::uint32_t object, fiber const& by) const;
    /// Who waits for a condition and was not notified; 0 for the others.
    std::uint32_t condition_waited_for(fiber const& which) const noexcept;
    /// "lost wake-up: ..." if all that is missing is a notification; empty otherwise.
    std::string describe_lost_wakeup() const;
    /// Fibers of which something is needed before this one can go on.
    std::vector<fiber const*> waited_for(fiber const& which) const;
    std::vector<fiber const*> find_cycle() const;

    /// Which watched function an entry or exit belongs to; null for other places.
    void const* function_at(std::uint32_t site) const noexcept;

    // --- failures
    void record_failure(fiber& in, failure_cause why, std::string message, std::string file, std::size_t line);
    void record_exception(fiber& in, std::exception_ptr thrown);
    /// Of a fiber that goes on, and may fail for another reason.
    void record_race(std::string message, fiber& in, char const* file, std::size_t line);

    site_table sites;
    bool is_exploration = false;
    bool met_outside = false;
    std::uint32_t exploration_identity = 0;
    std::vector<recorded_failure> failures; ///< in the order of their occurrence
    bool was_pruned = false;
    bool describes_dead_ends = true; ///< false where nobody reads the text
    bool can_choose_values = false;
    floating_point_environment inherited_by_main;
    std::uint32_t spurious_wakeups_max = 0; ///< of each fiber
    bool main_in_body = false;              ///< main has the order to end only while it is there
    wait_queue atomic_waiters;              ///< of all atomics; the pending operation tells of which
    /// Functions whose entry or exit is a point of a declared order, with their places.
    std::vector<std::pair<void const*, std::uint32_t>> watched_functions;
    void watch(void const* function);

private:
    friend struct crash_report;

    void switch_fibers(fiber& from, fiber& to) noexcept;
    void switch_from_caller(fiber& caller, fiber& to) noexcept;
    fiber& pick(fiber* running);
    fiber& pick_slowly(fiber* running);
    fiber& give_way_slowly(fiber& me);
    void mark_stack() const noexcept;
    fiber& choose_and_perform(fiber* running);
    bool repeats(choice const& made) const noexcept;
    fiber& choose_beyond(fiber* running);
    fiber& reject_answer(std::uint32_t answer);
    fiber& cannot_reduce_here();
    fiber& end_cut();
    std::uint32_t end_at_choice(fiber& me, fiber& next);
    fiber& perform(std::uint32_t number);
    fiber& perform_at_fence(std::uint32_t number);
    fiber& left_prefix_at_choice();
    fiber& left_prefix_at_event(pending_operation const& found);
    fiber& nobody_enabled(fiber* running);
    void take_step(fiber& caller, fiber* chosen);
    void throw_abort(fiber& me);
    fiber& pick_after_leaving(fiber& me);
    fiber& choose_and_perform_after_wait(fiber* running);
    void evaluate_predicates(fiber* running);
    enum class among { all, with_probe, without_probe };
    bool poll_outside(std::chrono::steady_clock::time_point until, among whom, fiber const* only = nullptr);
    void look_outside();
    bool repeat_ends(std::chrono::steady_clock::time_point until);
    void note_outside();
    void leave_outside(fiber& waiting) noexcept;
    void watch_outside();
    bool asks_for_more_time(fiber& waiting);
    bool ask(fiber& waiting, function_ref<bool()> const& what);
    void end_outside(fiber& waiting);
    fiber& too_long_outside();
    fiber& next_at_once();
    fiber& next_to_end();
    fiber& leave_main_behind(fiber& me);
    void detach_from_waits(fiber& which) noexcept;
    void tidy_up();
    fiber& take_slot();
    void prepare_slot(std::uint32_t number);
    void count_end(fiber& which);
    resume_point& ended_specially(fiber& me);
    void note_blocked();
    void order_after_call(fiber const& caller, fiber_group const& group);
    void add_edges_from_ended(fiber_group const& group, fiber const& to);

    std::vector<long_vector<fiber>> fiber_blocks_; ///< each as long as all before: thousands of fibers lie together
    std::size_t room_for_fibers_ = 0;
    strategy* strategy_ = nullptr;
    std::uint32_t count_ = 0;
    std::uint32_t live_ = 0;
    std::uint32_t arrivals_ = 0;
    std::uint32_t threads_ = 0;
    std::uint32_t prunes_ = 0;
    std::uint64_t serial_ = 0;         ///< of this execution
    std::uint64_t program_serial_ = 0; ///< of all executions of this program
    std::uint64_t fiber_serial_ = 0;
    std::size_t stack_size_ = 0;
    std::chrono::nanoseconds outside_wait_max_{};

    fiber host_;
    fiber* stepper_ = nullptr;    ///< who performs one step at a time
    std::vector<fiber*> at_once_; ///< first in, first out
    std::vector<fiber*> preludes_;
    std::vector<fiber*> predicates_;   ///< in wait_until()
    std::vector<fiber*> unproductive_; ///< in wait_for_progress()
    std::vector<fiber*> outside_;      ///< and how they are looked at:
    bool needs_look_ = false;          ///< somebody waits there without a probe who is not watched
    std::uint32_t vain_looks_ = 0;     ///< how often nobody was ready, in all executions
    descriptor_watch* watch_ = nullptr;
    fiber* waits_for_all_ = nullptr;
    fiber* cut_ = nullptr; ///< whose next step was the last thing to see
    bool sets_floating_point_ = false;
    bool is_known_ = false;     ///< the strategy knows what would have followed
    bool is_untidy_ = false;    ///< begin() has more to do than usual
    bool watches_ends_ = false; ///< somebody looks at each fiber's end, or everything ends
    stop_reason stop_;
    ending_state ending_;
    std::uint32_t left_behind_ = 0;
    std::vector<std::unique_ptr<context>> given_up_;
    mutable object_ranks ranks_; ///< for texts
};

listener* current_listener() noexcept;

/// The caller of a runner's method: the fiber of that execution that runs, or its host.
inline fiber& caller_of(execution& of) noexcept {
    if (current_fiber != nullptr && current_fiber->owner == &of) {
        return *current_fiber;
    }
    of.host().visible = current_fiber; // perhaps a fiber of another execution, which is the host of this one
    return of.host();
}

} // namespace fermata::detail
