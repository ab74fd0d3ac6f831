// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "session.hpp"

#include <functional>
#include <string>
#include <vector>

namespace example {

/// What a transaction has at hand.
class client {
public:
    client(std::string name, session& connection, session& control, std::vector<std::string>& order)
        : name_(std::move(name)), connection_(connection), control_(control), order_(order) {}

    /// One statement, which may end the transaction by an error: then the rest is passed over.
    answer operator()(std::string const& sql);

    bool has_committed() const { return error_.empty(); }
    std::string const& error() const { return error_; }

private:
    std::string name_;
    session& connection_;
    session& control_;
    std::vector<std::string>& order_; ///< "alice: SELECT …", as they were sent
    std::string error_;
};

/// A transaction: one statement after the other, the first with `begin` before it.
using transaction = std::function<void(client&, std::string const& begin)>;

/// Transactions that may get into each other's way, and how to see that they have.
struct anomaly {
    std::string name;
    std::string prepare;                   ///< SQL
    std::vector<transaction> transactions; ///< of alice, bob and carol; two or three
    std::function<bool(std::vector<client> const&, session& look)> has_happened;
    bool is_possible[3]; ///< what the documentation says: at READ COMMITTED, REPEATABLE READ, SERIALIZABLE
};

std::vector<anomaly> all_anomalies();

} // namespace example
