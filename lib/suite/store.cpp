// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/store.hpp"

#include "suite/run_folder.hpp"

#include <fermata/model/error.hpp>

#include <sqlite3.h>

#include <unistd.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <thread>

namespace fermata::suite::detail {

namespace {

constexpr int busy_time_max_ms = 60'000;

std::recursive_mutex guards; // of the connection

} // namespace

store& store::of_run() {
    static store* only = nullptr;
    static pid_t owner = 0;
    std::lock_guard const held(guards);
    if (owner != ::getpid()) { // we were forked: a connection must not be used on, nor closed
        only = nullptr;
    }
    if (only == nullptr) {
        only = new store(run_folder::current() + "/board.sqlite");
        owner = ::getpid();
    }
    return *only;
}

store::store(std::string const& path) {
    if (sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) != SQLITE_OK) {
        fail("the file of the message board cannot be opened: " + path);
    }
    sqlite3_busy_timeout(database_, busy_time_max_ms);
    // Two who change the mode of a new file at the same time are told "busy" at once.
    for (int attempt = 0; attempt < 1000; ++attempt) {
        if (sqlite3_exec(database_, "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr) == SQLITE_OK) {
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    // Processes are killed here, not the machine, so what the system was given is enough.
    sqlite3_exec(database_, "PRAGMA synchronous=OFF", nullptr, nullptr, nullptr);
    transact([this] {
        run("CREATE TABLE IF NOT EXISTS board (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID");
        run("CREATE TABLE IF NOT EXISTS trails (name TEXT PRIMARY KEY, process TEXT, birth TEXT, has_value TEXT, value "
            "BLOB)");
        run("CREATE TABLE IF NOT EXISTS consumers (name TEXT, process TEXT, birth TEXT, object TEXT)");
    });
}

store::~store() { sqlite3_close(database_); }

void store::fail(std::string const& what) const {
    throw error(what + ": " + (database_ != nullptr ? sqlite3_errmsg(database_) : "there is no memory"));
}

void store::transact(std::function<void()> const& what) {
    std::lock_guard const held(guards);
    step("BEGIN IMMEDIATE", {});
    try {
        what();
        step("COMMIT", {});
    } catch (...) {
        sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
        throw;
    }
}

std::vector<store::row> store::run(char const* statement, parameters const& values) { return step(statement, values); }

std::vector<store::row> store::step(char const* statement, parameters const& values) {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(database_, statement, -1, &prepared, nullptr) != SQLITE_OK) {
        fail(statement);
    }
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> const owned(prepared, &sqlite3_finalize);
    for (std::size_t i = 0; i < values.size(); ++i) {
        sqlite3_bind_blob(prepared, static_cast<int>(i) + 1, values[i].data() != nullptr ? values[i].data() : "",
                          static_cast<int>(values[i].size()), SQLITE_TRANSIENT);
    }
    std::vector<row> found;
    int state = 0;
    while ((state = sqlite3_step(prepared)) == SQLITE_ROW) {
        row each;
        for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
            auto const* const bytes = static_cast<char const*>(sqlite3_column_blob(prepared, i));
            each.emplace_back(bytes != nullptr ? bytes : "",
                              static_cast<std::size_t>(sqlite3_column_bytes(prepared, i)));
        }
        found.push_back(std::move(each));
    }
    if (state != SQLITE_DONE) {
        fail(statement);
    }
    return found;
}

} // namespace fermata::suite::detail
