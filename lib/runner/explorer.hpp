// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "core/execution.hpp"

#include <fermata/core/function_ref.hpp>
#include <fermata/model/report.hpp>
#include <fermata/runner/explore.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace fermata::detail {

/// Many executions of one body under one strategy. The loop over them runs on main's own fiber, so that
/// an execution that nobody gives up costs no switch to the host.
class explorer {
public:
    explorer(function_ref<void()> body, options const& with, fermata::strategy& policy, std::uint32_t identity);

    /// To be called once, on the host.
    report run();

    /// What the first execution came to is shown to this function, before anything else runs.
    void inspect_first(std::function<void(execution const&)> look) { look_at_first_ = std::move(look); }

private:
    /// What the execution that comes next is for.
    enum class purpose { exploring, checking_determinism, collecting_notes };

    static void main_loop(context& where);
    void run_executions();
    bool begin_next();
    void run_body();
    void end_execution();
    void end_exploring(outcome how);
    void end_check(outcome how);
    void forget_everything();
    void describe_difference(outcome how, bool went_on);
    bool finds_what_survived();
    outcome find_outcome();
    void keep_failure(outcome how, std::uint64_t number);
    std::string make_token();
    void begin_time();
    bool is_out_of_time();
    void finish_report();

    function_ref<void()> body_;
    options const& options_;
    fermata::strategy& strategy_;
    std::uint64_t executions_max_ = 0; ///< 0: no limit

    struct running : running_execution {
        explicit running(execution const& which) : of(which) {}
        execution_record so_far() const noexcept override { return of.records.whole(of.fiber_count()); }
        execution const& of;
    };

    execution execution_;
    running const running_{execution_};
    report report_;
    std::uint64_t begun_ = 0;
    std::uint64_t failed_ = 0; ///< the one that began so many
    purpose next_ = purpose::exploring;
    outcome first_outcome_ = outcome::completed;
    std::string first_message_;
    std::vector<effect> first_effects_; ///< of the first execution, if it used objects that outlive it
    bool done_ = false;
    prefix repeat_;
    bool has_learnt_ = false;          ///< likewise, from the end of its prefix on
    std::uint64_t idle_ = 0;           ///< executions that were cut where nothing new was to be seen
    bool repeats_with_clocks_ = false; ///< the execution that comes next is the same one again
    bool ran_out_ = false;             ///< the strategy has nothing left
    bool looks_at_clock_ = false;
    std::function<void(execution const&)> look_at_first_;
    std::exception_ptr misuse_;
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point next_progress_;
    std::chrono::steady_clock::time_point last_reading_;
    std::uint64_t executions_per_reading_ = 1;
    std::uint64_t next_reading_ = 0; ///< of the clock: by that many executions, or steps
    std::uint64_t steps_of_next_reading_ = 0;
};

} // namespace fermata::detail
