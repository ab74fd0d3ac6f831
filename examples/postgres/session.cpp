// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "session.hpp"

#include <fermata/fermata.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <stdexcept>

namespace example {

session::session(std::string const& connection_string) : connection_(nullptr) {
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (true) {
        connection_ = ::PQconnectdb(connection_string.c_str());
        if (::PQstatus(connection_) == CONNECTION_OK) {
            break;
        }
        std::string const why = ::PQerrorMessage(connection_);
        ::PQfinish(connection_);
        if (std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error("no connection: " + why);
        }
        fermata::sleep_for(std::chrono::milliseconds(20));
    }
    ::PQsetNoticeProcessor(
        connection_, [](void*, char const*) {}, nullptr);
    backend_ = ::PQbackendPID(connection_);
}

session::~session() { ::PQfinish(connection_); }

answer session::run(std::string const& sql) {
    if (::PQsendQuery(connection_, sql.c_str()) != 1) {
        throw std::runtime_error(::PQerrorMessage(connection_));
    }
    return collect();
}

answer session::execute(std::string const& sql, session& control) {
    ::PQsetnonblocking(connection_, 1);
    if (::PQsendQuery(connection_, sql.c_str()) != 1) {
        throw std::runtime_error(::PQerrorMessage(connection_));
    }
    while (::PQflush(connection_) == 1) {
        fermata::wait_writable(::PQsocket(connection_));
    }
    ::PQsetnonblocking(connection_, 0);
    // The server says itself who waits for whom. So before the next choice every statement is either answered, or
    // known to wait for a lock, however quick or slow the server is.
    std::string const ask = "SELECT cardinality(pg_blocking_pids(" + std::to_string(backend_) + ")) > 0";
    answer found;
    fermata::wait_readable(
        ::PQsocket(connection_), [&] { return collect_what_is_there(found); },
        [&] { return control.run(ask).values.at(0) == "t"; });
    return found;
}

answer session::collect() {
    answer found;
    while (PGresult* const result = ::PQgetResult(connection_)) {
        take(result, found);
    }
    return found;
}

// An error, for example, is sent before its transaction has given back its locks, and the end of the answer after that.
bool session::collect_what_is_there(answer& found) {
    if (::PQconsumeInput(connection_) != 1) {
        found.error = "lost";
        return true;
    }
    while (::PQisBusy(connection_) == 0) {
        PGresult* const result = ::PQgetResult(connection_);
        if (result == nullptr) {
            return true;
        }
        take(result, found);
    }
    return false;
}

void session::take(pg_result* result, answer& found) {
    ExecStatusType const status = ::PQresultStatus(result);
    if (status == PGRES_FATAL_ERROR) {
        char const* const code = ::PQresultErrorField(result, PG_DIAG_SQLSTATE);
        found.error = code != nullptr ? code : "lost";
    } else if (status == PGRES_TUPLES_OK) {
        found.values.clear();
        for (int row = 0; row < ::PQntuples(result); ++row) {
            found.values.emplace_back(::PQgetvalue(result, row, 0));
        }
    }
    ::PQclear(result);
}

} // namespace example
