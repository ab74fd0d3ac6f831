// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite/console.hpp"
#include "suite/last_words.hpp"
#include "suite/outcome.hpp"
#include "suite/schedule.hpp"
#include "suite/signals.hpp"
#include "suite/worker.hpp"

#include <deque>
#include <map>
#include <memory>

namespace fermata::suite::detail {

/// Runs a schedule in worker processes. There is one queue, from which every worker takes one unit when it has none:
/// so nobody hoards work, and who is idle takes whatever is left.
class coordinator {
public:
    coordinator(case_list const& all, options const& how, worker_plan workers, console& view);

    run_outcome run(schedule what);

private:
    /// A worker with what is left of its unit.
    struct slot {
        std::unique_ptr<worker> runs;
        std::deque<run_item> left{};
        bool may_share_process = true;
        bool has_unit = false;
        int number = 0;
    };

    void run_phase(phase what);
    void launch();
    void assign();
    void give_next(slot& to);
    void wait();
    void collect();
    void collect(slot& from);
    void take(case_result result);
    void start_failed(slot const& which);
    void stop_all(std::string why, bool with_grace);
    int free_number() const;
    std::chrono::nanoseconds limit_of(run_item const& which) const;
    void update_last_words();
    void add_not_run(run_item const& which, std::string why);

    case_list const& all_;
    options const& how_;
    worker_plan plan_;
    console& view_;
    int processes_;
    signals signals_;
    last_words last_words_;
    std::deque<unit> queue_;
    std::vector<slot> slots_;
    run_outcome outcome_;
    int failures_ = 0;
    bool is_stopping_ = false;
    bool has_lost_guardian_ = false;
};

} // namespace fermata::suite::detail
