// fermata - https://www.boost.org/LICENSE_1_0.txt

#include "case_lengths.hpp"
#include "rows.hpp"

#include <fermata/process.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>

namespace bench {

/// The tail of a run: how much longer it takes than if the work were divided without a gap.
void add_suite(table& to, extent how_much) {
    int const count = sized(how_much, 10, case_count, case_count);
    int sum = 0;
    int longest = 0;
    std::string numbers;
    for (int i = 0; i < count; ++i) {
        sum += milliseconds_of_case(i);
        longest = std::max(longest, milliseconds_of_case(i));
        numbers += (i == 0 ? "" : ",") + std::to_string(i + 1);
    }
    constexpr int workers = 2;
    double const ideal = std::max<double>(longest, sum / double(workers)) * 1e6;

    fermata::process::executor run({CASES_PROGRAM, "--np=" + std::to_string(workers), "--order=declared",
                                    "--state-file=" + std::string(CASES_PROGRAM) + ".bench", "--only=" + numbers});
    auto const begin = std::chrono::steady_clock::now();
    run.start();
    if (run.wait_exit() != fermata::process::exit_status{}) {
        throw std::runtime_error("the test cases of the bench failed:\n" + run.output() + run.error_output());
    }
    std::chrono::duration<double, std::nano> const took = std::chrono::steady_clock::now() - begin;
    run.stop();
    to.add({"suite: tests of random length", std::to_string(count) + " in fresh processes, 2 workers",
            unit::nanoseconds, took.count(), "the ideal", ideal, at_most(how_much == extent::smoke ? 1e6 : 1.1)});
}

} // namespace bench
