// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "suite/outcome.hpp"

#include <string>

namespace fermata::suite::detail {

/// What stands at the end of a run: the failures again, the slowest, the crashed, those not run, the line that runs the
/// failed ones again, and the sums.
std::string summary(run_outcome const& of, case_list const& all, options const& how, run_settings const& with,
                    bool is_history_saved);

/// One valid file for the whole run, in the formats of the framework's reporters.
std::string junit_report(run_outcome const& of, case_list const& all, run_settings const& with);
std::string xml_report(run_outcome const& of, case_list const& all, run_settings const& with);

} // namespace fermata::suite::detail
