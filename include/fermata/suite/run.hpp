// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <string>

namespace fermata::suite {

/// Whether this process is one of those that run the test cases side by side (--np N with N > 0).
bool is_parallel() noexcept;

/// How many test cases run at the same time at most; 1 if they do not run in parallel.
int worker_count() noexcept;

/// Which of them this one is: from 1 to worker_count(), and no other test case that runs now has the same. For what
/// each needs one of: a port, a database. 0 if they do not run in parallel.
int worker_number() noexcept;

/// A folder for files of this run, the same in all of its processes, and gone when it has ended. It holds
/// what suite::lock, message_board and trail share, and everybody's own files beside that.
std::string run_directory();

} // namespace fermata::suite
