// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace fermata::suite::detail {

/// What the processes of a run share: a database. Everything happens in transactions, so who is killed in the middle of
/// one has done nothing.
class store {
public:
    using row = std::vector<std::string>;
    using parameters = std::vector<std::string_view>;

    /// The one of the run that this process belongs to.
    static store& of_run();

    explicit store(std::string const& path);
    store(store const&) = delete;
    store& operator=(store const&) = delete;
    ~store();

    /// Does all of it, or nothing if it throws. Others wait meanwhile, so it must be short.
    void transact(std::function<void()> const& what);
    /// Only inside of transact(): one statement, with values for its question marks.
    std::vector<row> run(char const* statement, parameters const& values = {});

private:
    std::vector<row> step(char const* statement, parameters const& values);
    [[noreturn]] void fail(std::string const& what) const;

    sqlite3* database_ = nullptr;
};

} // namespace fermata::suite::detail
