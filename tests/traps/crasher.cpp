// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Crashes in the way that its first argument names: in one order of two fibers only, or, with "standalone"
// as the second argument, in a runner outside of explorations.
#include <fermata/fermata.hpp>

#undef NDEBUG
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

namespace {

// A sanitizer that finds the mistake would say so before the signal comes.
[[gnu::noinline]] __attribute__((no_sanitize("undefined", "address"))) void write_to_null() {
    int volatile* volatile nowhere = nullptr;
    *nowhere = 1;
}

[[gnu::noinline]] __attribute__((no_sanitize("undefined"))) int divide(int by) {
    int volatile dividend = 7;
    int volatile divisor = by;
    return dividend / divisor;
}

[[gnu::noinline]] int recurse(int level) {
    char volatile frame[512];
    frame[0] = static_cast<char>(level);
    frame[511] = frame[0];
    return level < 0 ? 0 : recurse(level + 1) + frame[511];
}

[[gnu::noinline]] void throws(bool really) {
    if (really) {
        throw std::runtime_error("out of noexcept");
    }
}

void throw_out_of_noexcept() noexcept { throws(true); }

void crash(std::string const& how) {
    if (how == "segv") {
        write_to_null();
    } else if (how == "abort") {
        std::abort();
    } else if (how == "assert") {
        bool const holds = how.empty();
        assert(holds);
    } else if (how == "overflow") {
        std::exit(recurse(1));
    } else if (how == "terminate") {
        throw_out_of_noexcept();
    } else if (how == "sigfpe") {
        std::exit(divide(0));
    }
}

} // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        return 2;
    }
    std::string const how = arguments[1];
    std::string const where = count > 2 ? arguments[2] : "";
    if (where == "standalone") {
        fermata::starter const alice{"alice", [&] {
                                         fermata::checkpoint("read");
                                         crash(how);
                                     }};
        fermata::starter const bob{"bob", [] { fermata::checkpoint("read"); }};
        fermata::runner runner{{alice, bob}, {bob.at("read"), alice.at("read")}};
        runner.finish();
        return 0;
    }
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    auto const report = fermata::explore(
        [&] {
            bool wrote = false;
            fermata::starter const alice{"alice", [&] {
                                             fermata::checkpoint("begin");
                                             bool const before = wrote;
                                             fermata::checkpoint("read");
                                             if (!before && wrote) {
                                                 crash(how);
                                             }
                                         }};
            fermata::starter const bob{"bob", [&] {
                                           fermata::checkpoint("write");
                                           wrote = true;
                                       }};
            fermata::runner{{alice, bob}}.finish();
            if (where == "main" && wrote) {
                crash(how);
            }
        },
        options);
    return report ? 0 : 1;
}
