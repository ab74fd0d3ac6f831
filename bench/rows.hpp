// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "table.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace bench {

/// How much is measured: `smoke` only shows that everything runs and counts right.
enum class extent { smoke, usual, thorough };

template <class Number>
Number sized(extent how_much, Number smoke, Number usual, Number thorough) {
    return how_much == extent::smoke ? smoke : how_much == extent::usual ? usual : thorough;
}

inline unsigned rounds_of(extent how_much, unsigned usual) { return sized(how_much, 1U, usual, 3 * usual); }

struct row_group {
    std::string_view name;
    std::function<void(table&, extent)> measure;
};

/// What a step costs under each of the strategies that sample.
void add_strategies(table& to, extent how_much);

/// How many executions each strategy makes until it has found a deadlock.
void add_deadlock(table& to, extent how_much);

/// The search that makes each class once, on the programs by which others were measured.
void add_dpor(table& to, extent how_much);

/// Real processes beside the bare system calls, and fibers beside one that waits for the outside.
void add_process(table& to, extent how_much);

/// What fermata::suite adds to the time of the tests that it runs.
void add_suite(table& to, extent how_much);

/// In the order in which they are measured. The last one makes OS threads, and after that a process is
/// not what it was: the allocator and the reference counts of the standard library then lock.
std::vector<row_group> all_row_groups();

} // namespace bench
