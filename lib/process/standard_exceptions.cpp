// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/standard_exceptions.hpp"

#include <fermata/model/error.hpp>

#include <new>
#include <stdexcept>
#include <typeinfo>

namespace fermata::process::detail {

namespace {

struct known {
    std::type_info const* type;
    std::exception_ptr (*make)(std::string const&);
};

template <class Exception>
constexpr known from_text() {
    return {&typeid(Exception), [](std::string const& text) { return std::make_exception_ptr(Exception(text)); }};
}

known const all[] = {
    from_text<std::runtime_error>(),
    from_text<std::logic_error>(),
    from_text<std::invalid_argument>(),
    from_text<std::domain_error>(),
    from_text<std::length_error>(),
    from_text<std::out_of_range>(),
    from_text<std::range_error>(),
    from_text<std::overflow_error>(),
    from_text<std::underflow_error>(),
    from_text<fermata::usage_error>(),
    from_text<fermata::expectation_failed>(),
    {&typeid(std::bad_alloc), [](std::string const&) { return std::make_exception_ptr(std::bad_alloc()); }},
};

} // namespace

std::uint32_t standard_kind(std::exception const& thrown) {
    std::uint32_t number = 0;
    for (known const& each : all) {
        ++number;
        if (*each.type == typeid(thrown)) {
            return number;
        }
    }
    return 0;
}

std::exception_ptr make_exception(std::uint32_t kind, std::string const& type, std::string const& message) {
    if (kind >= 1 && kind <= std::size(all)) {
        return all[kind - 1].make(message);
    }
    return std::make_exception_ptr(remote_exception(type, message));
}

} // namespace fermata::process::detail
