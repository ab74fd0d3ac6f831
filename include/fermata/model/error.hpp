// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/trace.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace fermata {

/// Where an error happened. Each member is empty where it does not apply.
struct error_context {
    std::string starter;    ///< name of the starter
    std::string point;      ///< "alice at 'read'"
    fermata::trace trace{}; ///< what had happened so far
};

/// Everything that goes wrong in a call of the library is of this family.
class error : public std::runtime_error {
public:
    explicit error(std::string const& message, error_context context = {});

    std::string const& starter() const noexcept { return context_.starter; }
    std::string const& point() const noexcept { return context_.point; }
    fermata::trace const& trace() const noexcept { return context_.trace; }

private:
    error_context context_;
};

/// A starter ended, or passed for good, without reaching a declared point; or needs a fiber that is held.
class not_reached : public error {
public:
    using error::error;
};

/// A starter failed. When it threw, the exception is nested (std::rethrow_if_nested).
class starter_failed : public error {
public:
    using error::error;
};

/// Nobody can go on; the message says what each fiber waits for.
class deadlock : public error {
public:
    using error::error;
};

/// An execution was longer than steps_max.
class step_limit : public error {
public:
    using error::error;
};

/// The library was used in a way that its contract excludes; the message says which rule was broken.
class usage_error : public error {
public:
    using error::error;
};

/// An expect() that was false.
class expectation_failed : public error {
public:
    using error::error;
};

/// An exception that was thrown in another process, and whose type is none of the standard's.
class remote_exception : public error {
public:
    remote_exception(std::string type, std::string const& message) : error(message), type_(std::move(type)) {}

    /// "my_namespace::my_error"
    std::string const& type() const noexcept { return type_; }

private:
    std::string type_;
};

/// Unwinds a fiber that is given up: not a std::exception, so that handlers of those let it pass.
/// A `catch (...)` should rethrow it; a fiber that swallows it is left behind, and the report says so.
struct execution_aborted {};

} // namespace fermata
