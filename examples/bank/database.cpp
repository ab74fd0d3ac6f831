// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "database.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

namespace bank {

namespace {

[[noreturn]] void fail(sqlite3* handle, std::string_view sql) {
    throw std::runtime_error(std::string(sql) + ": " + sqlite3_errmsg(handle));
}

class statement {
public:
    statement(sqlite3* handle, char const* sql) : handle_(handle), sql_(sql) {
        if (sqlite3_prepare_v2(handle, sql, -1, &prepared_, nullptr) != SQLITE_OK) {
            fail(handle_, sql_);
        }
    }
    ~statement() { sqlite3_finalize(prepared_); }
    statement(statement const&) = delete;
    statement& operator=(statement const&) = delete;

    statement& bind(int index, std::string_view value) {
        sqlite3_bind_text(prepared_, index, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
        return *this;
    }
    statement& bind(int index, int value) {
        sqlite3_bind_int(prepared_, index, value);
        return *this;
    }

    /// SQLITE_ROW, SQLITE_DONE or SQLITE_BUSY.
    int step() {
        int const code = sqlite3_step(prepared_);
        if (code != SQLITE_ROW && code != SQLITE_DONE && code != SQLITE_BUSY) {
            fail(handle_, sql_);
        }
        return code;
    }

    void run() {
        if (step() == SQLITE_BUSY) {
            fail(handle_, sql_);
        }
    }

    int number() {
        if (step() != SQLITE_ROW) {
            fail(handle_, sql_);
        }
        return sqlite3_column_int(prepared_, 0);
    }

private:
    sqlite3* handle_;
    char const* sql_;
    sqlite3_stmt* prepared_ = nullptr;
};

} // namespace

temporary_directory::temporary_directory() {
    std::string name = (std::filesystem::temp_directory_path() / "fermata-bank-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), "cannot make the directory " + name);
    }
    path_ = name;
}

temporary_directory::~temporary_directory() {
    std::error_code ignored; // a destructor has nobody to tell
    std::filesystem::remove_all(path_, ignored);
}

connection::connection(std::filesystem::path const& file) {
    int const code = sqlite3_open(file.c_str(), &handle_);
    if (code != SQLITE_OK) {
        sqlite3_close(handle_); // SQLite makes a handle also when it cannot open the file
        throw std::runtime_error("cannot open " + file.string() + ": " + sqlite3_errstr(code));
    }
    try {
        sqlite3_busy_timeout(handle_, 0);
        statement(handle_, "PRAGMA journal_mode = WAL").run();
        statement(handle_, "PRAGMA synchronous = OFF").run(); // survives a crash of the program, if not of the machine
    } catch (...) {
        sqlite3_close(handle_);
        throw;
    }
}

connection::~connection() { sqlite3_close(handle_); }

void connection::open_accounts() {
    statement(handle_, "CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, balance INTEGER NOT NULL)").run();
    statement(handle_, "INSERT OR REPLACE INTO accounts VALUES ('savings', 100), ('rent', 0), ('food', 0)").run();
}

int connection::balance(std::string_view account) {
    return statement(handle_, "SELECT balance FROM accounts WHERE name = ?").bind(1, account).number();
}

void connection::set_balance(std::string_view account, int amount) {
    statement(handle_, "UPDATE accounts SET balance = ? WHERE name = ?").bind(1, amount).bind(2, account).run();
}

void connection::add(std::string_view account, int amount) {
    statement(handle_, "UPDATE accounts SET balance = balance + ? WHERE name = ?")
        .bind(1, amount)
        .bind(2, account)
        .run();
}

int connection::total() { return statement(handle_, "SELECT sum(balance) FROM accounts").number(); }

bool connection::try_begin() { return statement(handle_, "BEGIN IMMEDIATE").step() != SQLITE_BUSY; }

void connection::commit() { statement(handle_, "COMMIT").run(); }

void connection::rollback() noexcept { sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr); }

} // namespace bank
