// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "machine.hpp"

#include <algorithm>
#include <string_view>

namespace loops {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(code::end) + 1> names{
    "load",
    "store",
    "store_register",
    "add",
    "exchange",
    "compare_exchange",
    "set",
    "count",
    "jump_if",
    "jump_unless",
    "jump_below",
    "jump",
    "yield",
    "lock",
    "unlock",
    "try_lock",
    "acquire",
    "release",
    "try_acquire",
    "choose",
    "wait",
    "notify",
    "send",
    "receive",
    "try_receive",
    "size",
    "is_closed",
    "close",
    "count_down",
    "try_wait",
    "await_latch",
    "lock_exclusive",
    "try_lock_exclusive",
    "lock_shared",
    "try_lock_shared",
    "unlock_exclusive",
    "unlock_shared",
    "request_stop",
    "drop_source",
    "stop_requested",
    "stop_possible",
    "end",
};

} // namespace

bool has_source(program const& what, std::size_t thread) {
    return std::ranges::any_of(what.threads[thread], [](instruction const& each) {
        return each.code == code::request_stop || each.code == code::drop_source;
    });
}

std::string to_string(program const& what) {
    constexpr std::array places{"of the interpreter", "none", "few"};
    std::string text = std::string("places: ") + places[static_cast<std::size_t>(what.places)] +
                       (what.main_takes_part ? ", the first thread is main" : "") + ", the capacity is " +
                       std::to_string(what.capacity) + ", the latch is at " + std::to_string(what.latch) + '\n';
    for (std::size_t i = 0; i < what.threads.size(); ++i) {
        text += "thread " + std::to_string(i) + '\n';
        for (std::size_t at = 0; at < what.threads[i].size(); ++at) {
            instruction const& each = what.threads[i][at];
            text += "  " + std::to_string(at) + ": " + std::string(names[static_cast<std::size_t>(each.code)]) +
                    " register " + std::to_string(each.reg) + ", object " + std::to_string(each.object) + ", value " +
                    std::to_string(each.value) + ", to " + std::to_string(each.to) + '\n';
        }
    }
    return text;
}

std::string to_string(end_state const& what) {
    std::string text;
    for (int const value : what.values) {
        text += std::to_string(value);
    }
    text += '+' + std::to_string(what.in_channel) + (what.is_closed ? " closed" : "");
    for (auto const& thread : what.threads) {
        text += '|';
        if (thread.has_value()) {
            for (int const value : *thread) {
                text += std::to_string(value);
            }
        }
    }
    return text;
}

} // namespace loops
