// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A program under test with checkpoints, for the tests of starters that are processes. It knows nothing of tests.
#include <fermata/fermata.hpp>
#include <fermata/listener.hpp>

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

namespace {

int read_balance(std::string const& path) {
    std::ifstream file(path);
    int value = 0;
    file >> value;
    return value;
}

} // namespace

int main(int count, char** arguments) {
    std::string const what = count > 1 ? arguments[1] : "";
    if (what == "deposit") {
        int const seen = read_balance(arguments[2]);
        fermata::checkpoint("read");
        std::ofstream(arguments[2]) << seen + std::atoi(arguments[3]) << "\n";
        fermata::checkpoint("wrote");
    } else if (what == "loop") {
        for (int i = 0; i < std::atoi(arguments[2]); ++i) {
            fermata::checkpoint("turn");
        }
    } else if (what == "fails") {
        fermata::checkpoint("before");
        std::fprintf(stderr, "out of order\n");
        if (std::strcmp(arguments[2], "crash") == 0) {
            std::signal(SIGSEGV, SIG_DFL);
            std::raise(SIGSEGV);
        }
        return 3;
    } else if (what == "stays") {
        fermata::checkpoint("stands");
        while (true) {
            ::pause();
        }
    } else if (what == "own runner") { // one that uses the library itself
        int sum = 0;
        fermata::starter const a{"a", [&] {
                                     ++sum;
                                     fermata::checkpoint("inner");
                                     ++sum;
                                 }};
        fermata::checkpoint("before");
        fermata::runner{{a}}.finish();
        auto const report = fermata::explore([] {
            fermata::starter const b{"b", [] { fermata::checkpoint("inner"); }};
            fermata::runner{{b}}.finish();
        });
        fermata::checkpoint("after");
        return sum == 2 && report.ok() && !fermata::is_exploring() ? 0 : 4;
    }
}
