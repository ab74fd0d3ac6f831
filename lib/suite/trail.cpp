// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/proc.hpp"
#include "suite/store.hpp"
#include "suite/waiting.hpp"

#include <fermata/model/error.hpp>
#include <fermata/suite/trail.hpp>

#include <unistd.h>

#include <atomic>
#include <map>

namespace fermata::suite {

namespace {

using detail::store;

struct identity {
    std::string process;
    std::string birth;
};

identity own_identity() { return {std::to_string(::getpid()), detail::process_birth(::getpid())}; }

bool is_alive(std::string const& process, std::string const& birth) {
    return !process.empty() && detail::process_birth(std::atoi(process.c_str())) == birth;
}

/// In a transaction: how many consumers there are; those whose processes are dead go.
std::size_t count_living(store& all, std::string_view name) {
    std::size_t count = 0;
    for (store::row const& each : all.run("SELECT process, birth, count(*) || '' FROM consumers WHERE name = ? "
                                          "GROUP BY process, birth",
                                          {name})) {
        if (is_alive(each[0], each[1])) {
            count += static_cast<std::size_t>(std::atoi(each[2].c_str()));
        } else {
            all.run("DELETE FROM consumers WHERE name = ? AND process = ? AND birth = ?", {name, each[0], each[1]});
        }
    }
    if (count == 0) {
        all.run("DELETE FROM trails WHERE name = ?", {name});
    }
    return count;
}

enum class value_state { there, awaited, abandoned };

/// In a transaction.
value_state look(store& all, std::string_view name, std::string& value) {
    auto const rows = all.run("SELECT has_value, value, process, birth FROM trails WHERE name = ?", {name});
    if (rows.empty()) {
        return value_state::abandoned;
    }
    value = rows.front()[1];
    return rows.front()[0] == "1"                       ? value_state::there
           : is_alive(rows.front()[2], rows.front()[3]) ? value_state::awaited
                                                        : value_state::abandoned;
}

std::string next_object() {
    static std::atomic<int> count = 0;
    return std::to_string(++count);
}

} // namespace

trail::trail(std::string_view name) : name_(name), object_(next_object()), process_(::getpid()) {
    if (name.empty()) {
        throw usage_error("suite::trail: a trail must have a name");
    }
}

trail::~trail() {
    while (joined_ > 0 && process_ == ::getpid()) {
        try {
            leave();
        } catch (error const&) {
            joined_ = 0;
        }
    }
}

bool trail::start(source_location where) {
    if (detail::is_in_fiber()) {
        detail::pass_point("trail '" + name_ + "' start", where);
    }
    bool is_first = false;
    store& all = store::of_run();
    identity const me = own_identity();
    all.transact([&] {
        is_first = count_living(all, name_) == 0;
        if (is_first) {
            all.run("INSERT INTO trails VALUES (?, ?, ?, '0', '')", {name_, me.process, me.birth});
        }
        all.run("INSERT INTO consumers VALUES (?, ?, ?, ?)", {name_, me.process, me.birth, object_});
    });
    ++joined_;
    return is_first;
}

bool trail::finish(source_location where) {
    if (joined_ == 0) {
        throw usage_error("suite::trail '" + name_ + "': finish() without start()");
    }
    if (detail::is_in_fiber()) {
        detail::pass_point("trail '" + name_ + "' finish", where);
    }
    return leave();
}

bool trail::leave() {
    bool is_last = false;
    store& all = store::of_run();
    identity const me = own_identity();
    all.transact([&] {
        all.run("DELETE FROM consumers WHERE rowid = (SELECT rowid FROM consumers WHERE name = ? AND process = ? AND "
                "birth = ? AND object = ? LIMIT 1)",
                {name_, me.process, me.birth, object_});
        is_last = count_living(all, name_) == 0;
    });
    --joined_;
    return is_last;
}

void trail::put(std::string const& value, source_location where) {
    if (joined_ == 0) {
        throw usage_error("suite::trail '" + name_ + "': set() without start()");
    }
    if (detail::is_in_fiber()) {
        detail::pass_point("trail '" + name_ + "' set", where);
    }
    store& all = store::of_run();
    all.transact([&] { all.run("UPDATE trails SET has_value = '1', value = ? WHERE name = ?", {value, name_}); });
}

std::string trail::wait_for_value(std::chrono::nanoseconds at_most, source_location where) {
    if (joined_ == 0) {
        throw usage_error("suite::trail '" + name_ + "': get() without start()");
    }
    store& all = store::of_run();
    std::string value;
    value_state state = value_state::awaited;
    bool const is_over = detail::wait_for(
        [&] {
            all.transact([&] { state = look(all, name_, value); });
            return state != value_state::awaited;
        },
        at_most, where);
    if (!is_over) {
        throw error("suite::trail '" + name_ + "': the first has not set a value in time");
    }
    if (state == value_state::abandoned) {
        throw error("suite::trail '" + name_ + "': the first has ended without setting a value");
    }
    return value;
}

std::string trail::join(std::function<std::string()> const& make, std::chrono::nanoseconds at_most,
                        source_location where) {
    store& all = store::of_run();
    identity const me = own_identity();
    bool is_first = start(where);
    std::string value;
    while (!is_first) {
        value_state state = value_state::awaited;
        bool const is_over = detail::wait_for(
            [&] {
                all.transact([&] {
                    state = look(all, name_, value);
                    if (state == value_state::abandoned) { // then it is ours to make it
                        all.run("INSERT OR REPLACE INTO trails VALUES (?, ?, ?, '0', '')",
                                {name_, me.process, me.birth});
                    }
                });
                return state != value_state::awaited;
            },
            at_most, where);
        if (!is_over) {
            leave();
            throw error("suite::trail '" + name_ + "': the first has not set a value in time");
        }
        if (state == value_state::there) {
            return value;
        }
        is_first = true;
    }
    try {
        value = make();
    } catch (...) {
        all.transact([&] { all.run("UPDATE trails SET process = '', birth = '' WHERE name = ?", {name_}); });
        leave();
        throw;
    }
    put(value, where);
    return value;
}

} // namespace fermata::suite
