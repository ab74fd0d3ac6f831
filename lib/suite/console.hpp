// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite/outcome.hpp"
#include "suite/text.hpp"

#include <string>
#include <vector>

namespace fermata::suite::detail {

/// What a person sees while the tests run: each test in one piece, and on a terminal a line that tells how far it is.
class console {
public:
    struct running {
        run_item which;
        run_clock::time_point began;
    };

    /// `out`: where texts go; negative: nowhere. `live`: the terminal for the progress line; negative: none.
    console(case_list const& all, options const& how, run_settings const& with, int out, int live);

    bool is_live() const noexcept { return live_ >= 0; }
    void run_began(std::size_t runs, int workers);
    void running_now(std::vector<running> which) { running_ = std::move(which); }
    void case_ended(case_result const& result);
    /// Draws the progress line anew, if it is time.
    void tick(bool at_once = false);
    void clear_line();
    void print(std::string_view text);

private:
    std::string header(case_result const& result) const;

    case_list const& all_;
    options const& how_;
    run_settings const& with_;
    painter paint_;
    int out_;
    int live_;
    std::size_t runs_ = 0;
    std::size_t done_ = 0;
    std::size_t failed_ = 0;
    std::vector<running> running_;
    run_clock::time_point run_began_{};
    run_clock::time_point drawn_{};
    bool is_drawn_ = false;
};

/// "FAILED", "CRASHED", …, and in which colour.
std::string_view verdict_word(verdict how);
color verdict_color(verdict how);

} // namespace fermata::suite::detail
