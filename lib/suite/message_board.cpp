// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/store.hpp"
#include "suite/waiting.hpp"

#include <fermata/suite/message_board.hpp>

namespace fermata::suite::detail {

namespace {

board_value value_of(std::string_view key) {
    board_value found;
    store& all = store::of_run();
    all.transact([&] {
        auto const rows = all.run("SELECT value FROM board WHERE key = ?", {key});
        found = rows.empty() ? board_value() : board_value(rows.front().front());
    });
    return found;
}

void pass(std::string_view key, source_location where) {
    if (is_in_fiber()) {
        pass_point("message_board '" + std::string(key) + "'", where);
    }
}

} // namespace

board_value board_get(std::string_view key, source_location where) {
    pass(key, where);
    return value_of(key);
}

void board_update(std::string_view key, std::function<board_value(board_value const&)> const& change,
                  source_location where) {
    pass(key, where);
    store& all = store::of_run();
    all.transact([&] {
        auto const rows = all.run("SELECT value FROM board WHERE key = ?", {key});
        if (auto const fresh = change(rows.empty() ? board_value() : board_value(rows.front().front()))) {
            all.run("INSERT OR REPLACE INTO board VALUES (?, ?)", {key, *fresh});
        }
    });
}

void board_erase(std::string_view key, source_location where) {
    pass(key, where);
    store& all = store::of_run();
    all.transact([&] { all.run("DELETE FROM board WHERE key = ?", {key}); });
}

bool board_wait(std::string_view key, std::function<bool(board_value const&)> const& holds,
                std::chrono::nanoseconds at_most, source_location where) {
    pass(key, where);
    return wait_for([&] { return holds(value_of(key)); }, at_most, where);
}

} // namespace fermata::suite::detail
