// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/report.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fermata::detail {

/// A row of the table of steps.
struct step_row {
    enum class kind_type : std::uint8_t {
        step, ///< one step of a fiber
        gap,  ///< stands for steps that are left out
        mark, ///< says where the execution failed
    };

    kind_type kind = kind_type::step;
    std::string number;     ///< of the step
    bool has_fiber = false; ///< whether it belongs into the column of a fiber
    std::size_t fiber = 0;
    std::string fiber_name;
    std::string text;     ///< "read", "lock mutex 1", "fails here"
    std::string values;   ///< "balance=100"
    std::string location; ///< "bank.cpp:12"
};

/// The rows that show an execution, in at most `rows_max` of them: where it is longer its beginning, the
/// failing step with what led to it, and its end are kept. Empty without a trace.
std::vector<step_row> step_rows(failure const& failed, std::size_t rows_max);

} // namespace fermata::detail
