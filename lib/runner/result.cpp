// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/runner/result.hpp>

#include "core/exception_text.hpp"
#include "core/execution.hpp"

#include <fermata/runner/runner.hpp>

#include <cxxabi.h>

namespace fermata {

std::string to_string(reached const& value) {
    std::string text = to_string(value.point);
    if (value.line != 0) {
        text += " (" + value.file.substr(value.file.find_last_of('/') + 1) + ":" + std::to_string(value.line) + ")";
    }
    return text;
}

namespace detail {

std::string exception_type(std::exception_ptr const& error) {
    if (error == nullptr) {
        return {};
    }
    try {
        std::rethrow_exception(error);
    } catch (remote_exception const& remote) {
        return remote.type();
    } catch (...) {
        std::type_info const* const type = abi::__cxa_current_exception_type();
        return type != nullptr ? type_name(*type) : std::string();
    }
}

std::string exception_message(std::exception_ptr const& error) {
    if (error == nullptr) {
        return {};
    }
    try {
        std::rethrow_exception(error);
    } catch (std::exception const& standard) {
        return standard.what();
    } catch (std::string const& text) {
        return text;
    } catch (char const* text) {
        return text;
    } catch (...) {
        return {};
    }
}

void throw_no_value(result_state state, std::exception_ptr const& error, std::string const& message) {
    if (state == result_state::exception) {
        std::rethrow_exception(error);
    }
    throw fermata::error("there is no value: " + message);
}

} // namespace detail
} // namespace fermata
