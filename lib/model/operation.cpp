// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/model/operation.hpp>

namespace fermata {

// Where a function of the library is meant, its name is the text: that is what a reader looks for in
// the code under test.
std::string_view to_string(operation_kind value) noexcept {
    switch (value) {
    case operation_kind::none: return "none";
    case operation_kind::start: return "start";
    case operation_kind::checkpoint: return "checkpoint";
    case operation_kind::function_entry: return "enter";
    case operation_kind::function_exit: return "leave";
    case operation_kind::wait_until: return "wait_until";
    case operation_kind::progress: return "wait_for_progress";
    case operation_kind::outside: return "wait for the outside";
    case operation_kind::runner_wait: return "wait for the runner";
    case operation_kind::join: return "join";
    case operation_kind::lock: return "lock";
    case operation_kind::try_lock: return "try_lock";
    case operation_kind::unlock: return "unlock";
    case operation_kind::condition_wait: return "wait";
    case operation_kind::relock: return "relock";
    case operation_kind::notify_one: return "notify_one";
    case operation_kind::notify_all: return "notify_all";
    case operation_kind::send: return "send";
    case operation_kind::receive: return "receive";
    case operation_kind::close: return "close";
    case operation_kind::load: return "load";
    case operation_kind::store: return "store";
    case operation_kind::exchange: return "exchange";
    case operation_kind::fetch_add: return "fetch_add";
    case operation_kind::fetch_sub: return "fetch_sub";
    case operation_kind::fetch_and: return "fetch_and";
    case operation_kind::fetch_or: return "fetch_or";
    case operation_kind::fetch_xor: return "fetch_xor";
    case operation_kind::compare_exchange: return "compare_exchange";
    case operation_kind::atomic_wait: return "wait on";
    case operation_kind::yield: return "yield";
    case operation_kind::sleep: return "sleep";
    case operation_kind::try_lock_for: return "try_lock_for";
    case operation_kind::lock_shared: return "lock_shared";
    case operation_kind::try_lock_shared: return "try_lock_shared";
    case operation_kind::try_lock_shared_for: return "try_lock_shared_for";
    case operation_kind::unlock_shared: return "unlock_shared";
    case operation_kind::wake: return "wake up";
    case operation_kind::wake_early: return "end the wait for";
    case operation_kind::acquire: return "acquire";
    case operation_kind::try_acquire: return "try_acquire";
    case operation_kind::try_acquire_for: return "try_acquire_for";
    case operation_kind::release: return "release";
    case operation_kind::count_down: return "count_down";
    case operation_kind::wait: return "wait";
    case operation_kind::try_wait: return "try_wait";
    case operation_kind::arrive: return "arrive";
    case operation_kind::call_once: return "call_once";
    case operation_kind::once_called: return "end the call of";
    case operation_kind::end_phase: return "end the phase of";
    case operation_kind::request_stop: return "request_stop";
    case operation_kind::stop_requested: return "stop_requested";
    case operation_kind::add_callback: return "register callback";
    case operation_kind::remove_callback: return "remove callback";
    case operation_kind::callback_ended: return "end of callback";
    case operation_kind::callback_wait: return "wait for the end of callback";
    case operation_kind::drop_source: return "drop a source of";
    case operation_kind::give_up_wait: return "give up waiting for";
    case operation_kind::try_receive: return "try_receive";
    case operation_kind::size: return "size";
    case operation_kind::is_closed: return "is_closed";
    case operation_kind::next_callback: return "next callback of";
    }
    return "unknown";
}

} // namespace fermata
