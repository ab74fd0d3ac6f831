// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/child.hpp"
#include "suite/results.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace fermata::suite::detail {

using run_clock = process::wakeups::clock;

/// How workers are made, the same for all of a run.
struct worker_plan {
    std::string program;                ///< the same file that runs here
    std::vector<std::string> arguments; ///< with the program's name
    std::map<std::string, std::optional<std::string>> environment;
    std::size_t output_max = 0;
    std::chrono::nanoseconds grace{};
};

/// A process that runs test cases, one after the other, as it is told.
class worker {
public:
    enum class state {
        starting,  ///< main() is not reached
        idle,      ///< it waits for a test
        running,   ///< it runs one
        finishing, ///< it was told that there is nothing more
        clearing,  ///< it has ended; what it has left behind is killed
        gone
    };

    worker(worker_plan const& plan, int count, std::chrono::nanoseconds start_limit);

    state now() const noexcept { return state_; }
    int number() const noexcept { return number_; }
    bool is_killed() const noexcept { return kill_stage_ != kill_stage::none; }
    std::optional<run_item> const& item() const noexcept { return item_; }
    run_clock::time_point began() const noexcept { return began_; }
    /// Tests that have ended in this process.
    int ended_count() const noexcept { return ended_count_; }
    /// The results that are certain now; each is given once.
    std::vector<case_result> take_results() { return std::exchange(results_, {}); }
    /// Failed assertions that were told since the last call.
    int take_failures() { return std::exchange(new_failures_, 0); }
    /// Why it never became ready, if it did not.
    std::string const& start_failure() const noexcept { return start_failure_; }
    std::string const& early_output() const noexcept { return current_.output; }
    bool has_lost_guardian() const noexcept { return runs_->is_lost(); }

    /// Has it run a test; it must be idle. The limit is from now; zero: none.
    void run(run_item what, int number, std::chrono::nanoseconds limit);
    /// Has it end, after its last test; the result of that is certain when it has.
    void finish();
    /// Ends it: SIGTERM to it and all who come from it, time, SIGKILL. What it runs gets this verdict.
    void stop(verdict how, std::string why, bool with_grace = true);

    /// Takes in what has happened.
    void advance();
    void wake(process::wakeups& when) const;

private:
    enum class kill_stage { none, asked, terminated, killed };

    void read_frames();
    void take(frame const& what);
    void item_ended(case_report report);
    void has_exited();
    void settle();
    void kill_on_time();
    void cut_output();
    std::string exit_text() const;

    worker_plan const& plan_;
    int count_;
    std::unique_ptr<process::detail::child> runs_;
    process::detail::descriptor channel_;
    frame_reader reader_;
    state state_ = state::starting;
    int number_ = 0;
    std::optional<run_item> item_;
    case_result current_;              ///< of item_; and after that, until it is certain
    std::optional<case_report> ended_; ///< what it has told about current_
    std::string crash_text_;
    std::string start_failure_;
    std::uint64_t output_begin_ = 0;
    run_clock::time_point began_{};
    run_clock::time_point deadline_ = run_clock::time_point::max(); ///< of what is awaited now
    std::chrono::nanoseconds limit_{};
    kill_stage kill_stage_ = kill_stage::none;
    verdict killed_as_ = verdict::not_run;
    std::string killed_why_;
    std::vector<case_result> results_;
    int new_failures_ = 0;
    int ended_count_ = 0;
};

} // namespace fermata::suite::detail
