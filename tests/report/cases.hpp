// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/report.hpp>

#include <string>
#include <vector>

/// A report whose text is kept in baselines/<name>.txt.
struct report_case {
    std::string name;
    fermata::report report;
};

std::vector<report_case> report_cases();
