// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <string>
#include <vector>

struct pg_conn;
struct pg_result;

namespace example {

/// What a statement came to.
struct answer {
    std::string error;               ///< the SQLSTATE; empty if it succeeded
    std::vector<std::string> values; ///< the first column of the last result

    bool failed() const { return !error.empty(); }
};

/// One connection. In a fiber, a statement that takes its time parks the fiber.
class session {
public:
    /// Waits up to a minute for a server that is starting up.
    explicit session(std::string const& connection_string);
    ~session();
    session(session const&) = delete;
    session& operator=(session const&) = delete;

    /// Blocks; for preparing and looking, outside of what is tested.
    answer run(std::string const& sql);

    /// Sends it at once; returns when it has been answered. `control` tells meanwhile whether it waits for a lock.
    answer execute(std::string const& sql, session& control);

    int backend() const { return backend_; }

private:
    answer collect();
    bool collect_what_is_there(answer& found); ///< whether that was all
    static void take(pg_result* result, answer& found);

    pg_conn* connection_;
    int backend_ = 0;
};

} // namespace example
