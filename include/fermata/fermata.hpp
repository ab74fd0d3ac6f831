// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/concurrent_calls.hpp>
#include <fermata/core/checkpoint.hpp>
#include <fermata/core/expect.hpp>
#include <fermata/core/touches.hpp>
#include <fermata/core/wait.hpp>
#include <fermata/model/error.hpp>
#include <fermata/model/outcome.hpp>
#include <fermata/model/report.hpp>
#include <fermata/model/schedule.hpp>
#include <fermata/model/token.hpp>
#include <fermata/model/trace.hpp>
#include <fermata/runner/explore.hpp>
#include <fermata/runner/runner.hpp>
#include <fermata/runner/starter.hpp>
#include <fermata/strategy.hpp>
#include <fermata/strategy/strategies.hpp>
#include <fermata/sync/atomic.hpp>
#include <fermata/sync/barrier.hpp>
#include <fermata/sync/call_once.hpp>
#include <fermata/sync/channel.hpp>
#include <fermata/sync/condition_variable.hpp>
#include <fermata/sync/condition_variable_any.hpp>
#include <fermata/sync/jthread.hpp>
#include <fermata/sync/latch.hpp>
#include <fermata/sync/locks.hpp>
#include <fermata/sync/mutex.hpp>
#include <fermata/sync/recursive_mutex.hpp>
#include <fermata/sync/semaphore.hpp>
#include <fermata/sync/shared_mutex.hpp>
#include <fermata/sync/stop_token.hpp>
#include <fermata/sync/this_thread.hpp>
#include <fermata/sync/thread.hpp>
#include <fermata/sync/timed_mutex.hpp>
#include <fermata/sync/var.hpp>

#if __has_include(<fmt/format.h>)
#include <fermata/report/format.hpp>
#endif
