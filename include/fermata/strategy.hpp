// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/enabled_fibers.hpp>
#include <fermata/model/operation.hpp>
#include <fermata/model/outcome.hpp>
#include <fermata/model/record.hpp>
#include <fermata/model/schedule.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

namespace fermata {

inline constexpr std::uint32_t no_fiber = 0xffff'ffff;

/// What choose_fiber() of a strategy that wants_record() may answer: whatever can follow is known from other
/// executions. This one ends here, and is not counted; only who is about to give up a lock does so before.
inline constexpr std::uint32_t nothing_new = 0xffff'fffe;

/// A fiber and what it is about to do.
struct pending_operation {
    std::uint32_t fiber = no_fiber;
    fermata::operation operation;

    // Its 16 bytes hold no padding, and are compared at every step.
    friend bool operator==(pending_operation const& left, pending_operation const& right) noexcept {
        using words = std::array<std::uint64_t, 2>;
        words const a = std::bit_cast<words>(left);
        words const b = std::bit_cast<words>(right);
        return ((a[0] ^ b[0]) | (a[1] ^ b[1])) == 0;
    }
};

/// What a strategy is asked: which of the enabled fibers goes on.
struct decision {
    enabled_fibers enabled;                        ///< two or more
    std::uint32_t running = no_fiber;              ///< who gives way; no_fiber if it has ended
    std::uint64_t step = 0;                        ///< how many steps stand before this decision
    pending_operation const* operations = nullptr; ///< by number of fiber
    pending_operation const* events = nullptr;     ///< the steps before it, in their order: `step` of them

    operation const& pending(std::uint32_t fiber) const noexcept { return operations[fiber].operation; }

    /// Who performed the last step; no_fiber before the first. That need not be `running`, which may be a
    /// thread that has run to its first operation, or main after a join: neither is a step.
    std::uint32_t last() const noexcept { return step == 0 ? no_fiber : events[step - 1].fiber; }
};

/// How much of the previous execution the next one repeats: its first `choices` choices, of which the
/// last one takes `last_taken` instead. Beyond it the strategy is asked.
struct prefix {
    std::size_t choices = 0;
    std::uint32_t last_taken = 0;
};

/// Thrown by choose_fiber() of a strategy that reduces, where somebody is not enabled who must have been: it is taught
/// `unordered_wait`, and has to begin again.
struct cannot_reduce {};

/// What an execution can teach about the program.
enum class lesson : std::uint8_t {
    nothing,
    spin_loop,     ///< there is a loop that only reads; from now on its rounds are known to be idle
    unordered_wait ///< who can go on follows from more than the order of accesses to single objects: a wait for what no
                   ///< single object tells, or a body that drives a runner itself
};

/// The execution that runs.
class running_execution {
public:
    /// What has been recorded of it until now, but for what is blocked.
    virtual execution_record so_far() const noexcept = 0;

protected:
    ~running_execution() = default;
};

/// Policy: picks among the enabled fibers. Derive from it for a strategy of your own, and give it to
/// options::strategy as a std::shared_ptr. One object serves one exploration at a time.
class strategy {
public:
    virtual ~strategy();

    /// Called before each execution. False: nothing is left to explore.
    virtual bool next_execution(prefix& repeat) = 0;

    /// A fiber of `question.enabled`, or `nothing_new`; any other answer is a usage_error.
    virtual std::uint32_t choose_fiber(decision const& question) = 0;

    /// A value in [0, n) for choose(n); any other answer is a usage_error.
    virtual std::uint32_t choose_value(std::uint32_t n) = 0;

    /// The same with the step that the value belongs to: how many events stood before the call.
    virtual std::uint32_t choose_value_at(std::uint32_t n, std::uint64_t step);

    /// Called after each execution, before execution_ended(), with all of its steps. They stand in an array
    /// that is written anew in the next one.
    virtual void execution_performed(pending_operation const* events, std::size_t count);

    /// Called after each execution, with all of its choices.
    virtual void execution_ended(outcome how, choice const* choices, std::size_t count);

    /// Whether observe() is to be called. What it is shown is only recorded then.
    virtual bool wants_record() const noexcept;

    /// Called before the first execution. It can be asked until the exploration ends.
    virtual void watch(running_execution const& running);

    /// Called after each execution, before execution_ended(), with all of it.
    virtual void observe(execution_record const& whole);

    /// Asked after observe(). True: the strategy has changed its mind, and begins the exploration anew:
    /// next_execution() comes next, and what was seen until now is not counted.
    virtual bool begins_anew();

    /// Called where those steps of a fiber turned out to be a round of a loop that only read, and came back to where it
    /// began: as if it had not taken them. True: nothing more of this execution is to be seen.
    virtual bool is_cut_at_idle_steps(std::uint64_t first, std::uint64_t last);

    /// The execution has taught something about the program, and is to be made again with the same prefix: what was
    /// chosen beyond it is forgotten. An empty prefix: the exploration begins anew. False if the strategy cannot do
    /// that.
    virtual bool begin_again(prefix& repeat, lesson taught);

    /// Asked after observe(). True: the execution was made to see how something is, as one that is cut is, and is not
    /// counted.
    virtual bool only_looks() const noexcept;

    /// True if next_execution() returns false only when every behaviour has been seen.
    virtual bool is_exhaustive() const noexcept;

    /// How many executions an exploration has if nobody limits it; 0: until nothing is left.
    virtual std::uint64_t executions_default() const noexcept;

    /// What was shown, in one phrase, after that many executions: "10000 random samples, seed 7".
    /// `complete`: next_execution() has returned false.
    virtual std::string verdict(std::uint64_t executions, bool complete) const = 0;
};

inline bool execution_record::is_idle(std::size_t event) const noexcept {
    operation const& of = events[event].operation;
    bool const has_effect = of.object != 0 && of.access != access::none;
    bool const gives_way = of.kind == operation_kind::yield || of.kind == operation_kind::sleep;
    return (has_effect || gives_way) && effects[event].is_idle;
}

} // namespace fermata
