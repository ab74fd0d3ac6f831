// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace acceptance {

using list = std::vector<int>;
using names = std::vector<std::string>;

/// Every interleaving, nothing left out.
inline fermata::options const all{.strategy = fermata::strategies::all_orderings{}};

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The exception that the call throws; the test fails if it throws none, or another one.
template <class Error, class Call>
Error caught(Call&& call) {
    try {
        call();
    } catch (Error const& error) {
        return error;
    } catch (std::exception const& other) {
        FAIL("another exception than expected: " << std::string(other.what()));
        throw;
    }
    FAIL("nothing was thrown");
    throw std::logic_error("unreachable");
}

/// n starters named "s0", "s1", ... of c checkpoints each: c + 1 steps each.
inline std::vector<fermata::starter> starters(int n, int checkpoints) {
    std::vector<fermata::starter> all;
    for (int i = 0; i < n; ++i) {
        all.emplace_back(fmt::format("s{}", i), [checkpoints] {
            for (int c = 0; c < checkpoints; ++c) {
                fermata::checkpoint("step");
            }
        });
    }
    return all;
}

inline void run_starters(int n, int checkpoints) { fermata::runner{starters(n, checkpoints)}.finish(); }

/// Two starters, "alice" and "bob", that lose an update of each other in four of their six orders.
inline void lose_an_update() {
    int balance = 100;
    auto deposit = [&](int amount) {
        int const seen = balance;
        fermata::checkpoint("read");
        balance = seen + amount;
    };
    fermata::starter alice{"alice", deposit, 10};
    fermata::starter bob{"bob", deposit, 20};
    fermata::runner{{alice, bob}}.finish();
    fermata::expect(balance == 130, "a deposit was lost");
}

/// Everything that a failure says, in one text.
inline std::string all_of(fermata::failure const& failed) {
    std::string text = failed.message;
    for (std::string const& detail : failed.details) {
        text += "\n" + detail;
    }
    return text;
}

/// Sets an environment variable, and puts back what was there.
class environment {
public:
    environment(char const* name, std::string const& value) : name_(name) {
        if (char const* const before = std::getenv(name)) {
            before_ = before;
        }
        setenv(name, value.c_str(), 1);
    }
    ~environment() {
        if (before_) {
            setenv(name_, before_->c_str(), 1);
        } else {
            unsetenv(name_);
        }
    }
    environment(environment const&) = delete;
    environment& operator=(environment const&) = delete;

private:
    char const* name_;
    std::optional<std::string> before_;
};

} // namespace acceptance
