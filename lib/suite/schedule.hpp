// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite/cases.hpp"
#include "suite/history.hpp"
#include "suite/options.hpp"
#include "suite/results.hpp"

#include <vector>

namespace fermata::suite::detail {

/// Units that run side by side; the next phase begins when nothing of this one is left.
struct phase {
    std::vector<unit> units;
};

struct schedule {
    std::vector<phase> phases;
    std::size_t runs = 0;        ///< how many runs of test cases in all
    bool is_empty_shard = false; ///< there are tests, but none for this shard
};

/// What is to be run, and in which order. `selected` are the framework's: their indices, in its order.
schedule make_schedule(case_list const& all, std::vector<std::size_t> const& selected, options const& how,
                       history const& past);

} // namespace fermata::suite::detail
