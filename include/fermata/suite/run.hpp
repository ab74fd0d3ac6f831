// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <string>

namespace fermata::suite {

/// Whether this process is one of those that run the test cases side by side (--np N with N > 0).
bool is_parallel() noexcept;

/// How many test cases run at the same time at most; 1 if they do not run in parallel.
int worker_count() noexcept;

/// A small number, from 1 on, that no other test case has which runs now. For what each needs one of: a port, a
/// database. At most twice worker_count(): the next test need not wait until the process of the last one has ended and
/// what it has left behind is gone, but gets another number. 0 if they do not run in parallel.
int worker_number() noexcept;

/// A folder for files of this run, the same in all of its processes, and gone when it has ended. It holds
/// what suite::lock, message_board and trail share, and everybody's own files beside that.
std::string run_directory();

} // namespace fermata::suite
