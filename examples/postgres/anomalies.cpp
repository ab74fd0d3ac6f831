// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "anomalies.hpp"

#include <memory>
#include <stdexcept>

namespace example {

answer client::operator()(std::string const& sql) {
    if (!error_.empty()) {
        return {error_, {}};
    }
    order_.push_back(name_ + ": " + sql);
    answer const found = connection_.execute(sql, control_);
    if (found.failed()) {
        error_ = found.error;
        connection_.run("ROLLBACK");
    }
    return found;
}

namespace {

int first_number(answer const& from) { return from.values.empty() ? 0 : std::stoi(from.values.front()); }

/// Both read, and write what they have computed from that: one deposit may vanish.
anomaly lost_update() {
    auto const deposit = [](int amount) {
        return [amount](client& sql, std::string const& begin) {
            int const seen = first_number(sql(begin + "SELECT balance FROM account"));
            sql("UPDATE account SET balance = " + std::to_string(seen + amount));
            sql("COMMIT");
        };
    };
    return {"lost update",
            "CREATE TABLE account(balance int); INSERT INTO account VALUES (100)",
            {deposit(10), deposit(20)},
            [](std::vector<client> const& all, session& look) {
                return all[0].has_committed() && all[1].has_committed() &&
                       first_number(look.run("SELECT balance FROM account")) != 130;
            },
            {true, false, false}};
}

/// Each goes off duty if the other is on: nobody may be left.
anomaly write_skew() {
    auto const leave = [](std::string const& name) {
        return [name](client& sql, std::string const& begin) {
            int const on_duty = first_number(sql(begin + "SELECT count(*) FROM doctor WHERE on_duty"));
            if (on_duty > 1) {
                sql("UPDATE doctor SET on_duty = false WHERE name = '" + name + "'");
            }
            sql("COMMIT");
        };
    };
    return {"write skew",
            "CREATE TABLE doctor(name text PRIMARY KEY, on_duty bool); "
            "INSERT INTO doctor VALUES ('alice', true), ('bob', true)",
            {leave("alice"), leave("bob")},
            [](std::vector<client> const&, session& look) {
                return first_number(look.run("SELECT count(*) FROM doctor WHERE on_duty")) == 0;
            },
            {true, true, false}};
}

/// The same question twice in one transaction has two answers.
anomaly phantom() {
    auto const counts = std::make_shared<std::vector<int>>();
    return {"phantom",
            "CREATE TABLE item(price int); INSERT INTO item VALUES (5)",
            {[counts](client& sql, std::string const& begin) {
                 counts->clear();
                 counts->push_back(first_number(sql(begin + "SELECT count(*) FROM item WHERE price < 10")));
                 counts->push_back(first_number(sql("SELECT count(*) FROM item WHERE price < 10")));
                 sql("COMMIT");
             },
             [](client& sql, std::string const& begin) {
                 sql(begin + "INSERT INTO item VALUES (7)");
                 sql("COMMIT");
             }},
            [counts](std::vector<client> const& all, session&) {
                return all[0].has_committed() && counts->at(0) != counts->at(1);
            },
            {true, false, false}};
}

/// Three are needed for this one (Fekete, O'Neil and O'Neil, 2004). Alice deposits 20; bob withdraws 10 and pays 1 more
/// if that overdraws the account; carol reports. She has seen the deposit and not the withdrawal, so alice came first
/// and bob last; but then he would not have been overdrawn. Without her, bob and alice would have had an order.
anomaly false_report() {
    auto const reported = std::make_shared<int>();
    return {"false report",
            "CREATE TABLE account(name text PRIMARY KEY, balance int); "
            "INSERT INTO account VALUES ('checking', 0), ('savings', 0)",
            {[](client& sql, std::string const& begin) {
                 sql(begin + "UPDATE account SET balance = 20 WHERE name = 'savings'; COMMIT");
             },
             [](client& sql, std::string const& begin) {
                 int const all = first_number(sql(begin + "SELECT sum(balance) FROM account"));
                 sql("UPDATE account SET balance = " + std::string(all < 10 ? "-11" : "-10") +
                     " WHERE name = 'checking'");
                 sql("COMMIT");
             },
             [reported](client& sql, std::string const& begin) {
                 *reported = first_number(sql(begin + "SELECT sum(balance) FROM account; COMMIT"));
             }},
            [reported](std::vector<client> const& all, session& look) {
                return all[1].has_committed() && all[2].has_committed() && *reported == 20 &&
                       first_number(look.run("SELECT sum(balance) FROM account")) == 9;
            },
            {true, true, false}};
}

/// Each has what the other needs. The server ends one of them: alice, whose deadlock_timeout is the shorter one.
anomaly deadlock() {
    auto const move = [](int from, int to) {
        return [from, to](client& sql, std::string const& begin) {
            sql(begin + "UPDATE pair SET value = value + 1 WHERE id = " + std::to_string(from));
            sql("UPDATE pair SET value = value - 1 WHERE id = " + std::to_string(to));
            sql("COMMIT");
        };
    };
    return {"deadlock",
            "CREATE TABLE pair(id int PRIMARY KEY, value int); INSERT INTO pair VALUES (1, 0), (2, 0)",
            {move(1, 2), move(2, 1)},
            [](std::vector<client> const& all, session&) {
                if (all[1].error() == "40P01") {
                    throw std::logic_error("the victim of a deadlock should always be alice");
                }
                return all[0].error() == "40P01";
            },
            {true, true, true}};
}

} // namespace

std::vector<anomaly> all_anomalies() { return {lost_update(), write_skew(), phantom(), false_report(), deadlock()}; }

} // namespace example
