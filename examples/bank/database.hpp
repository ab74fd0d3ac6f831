// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <filesystem>
#include <string_view>

struct sqlite3;

namespace bank {

/// A directory of its own, removed with everything in it, also when an exception passes.
class temporary_directory {
public:
    temporary_directory();
    ~temporary_directory();
    temporary_directory(temporary_directory const&) = delete;
    temporary_directory& operator=(temporary_directory const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// A connection to the bank's database file. It never waits for a lock: what is locked is "busy" at
/// once, so that an execution depends on nothing but the order of its steps. Errors are exceptions.
class connection {
public:
    explicit connection(std::filesystem::path const& file);
    ~connection();
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;

    /// 100 in "savings", nothing in "rent" and "food".
    void open_accounts();

    int balance(std::string_view account);
    void set_balance(std::string_view account, int amount);
    void add(std::string_view account, int amount);
    /// The money in all accounts.
    int total();

    /// BEGIN IMMEDIATE: takes the write lock now, not at the first write. False: another one has it.
    bool try_begin();
    void commit();
    void rollback() noexcept;

private:
    sqlite3* handle_ = nullptr;
};

} // namespace bank
