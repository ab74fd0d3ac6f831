// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "programs/catalogue.hpp"

#include <algorithm>
#include <stdexcept>

namespace programs {

namespace {

std::vector<program>& correct_list() {
    static std::vector<program> all;
    return all;
}

std::vector<program>& wrong_list() {
    static std::vector<program> all;
    return all;
}

std::vector<program> here(std::vector<program> all) {
#if !defined(FERMATA_LONG_TESTS)
    std::erase_if(all, [](program const& each) { return each.takes_long; });
#endif
    std::sort(all.begin(), all.end(), [](program const& a, program const& b) { return a.name < b.name; });
    return all;
}

} // namespace

correct_programs::correct_programs(std::initializer_list<program> these) {
    correct_list().insert(correct_list().end(), these);
}

wrong_programs::wrong_programs(std::initializer_list<program> these) { wrong_list().insert(wrong_list().end(), these); }

std::vector<program> all_correct() { return here(correct_list()); }
std::vector<program> all_wrong() { return here(wrong_list()); }

program const& wrong(std::string_view name) {
    for (program const& each : wrong_list()) {
        if (each.name == name) {
            return each;
        }
    }
    throw std::out_of_range("there is no wrong program " + std::string(name));
}

void run_together(std::vector<std::function<void()>> const& threads) {
    std::vector<fermata::thread> started;
    started.reserve(threads.size());
    for (auto const& each : threads) {
        started.emplace_back(std::cref(each));
    }
    for (fermata::thread& each : started) {
        each.join();
    }
}

std::vector<std::function<void()>> copies(int n, std::function<void(int)> const& thread) {
    std::vector<std::function<void()>> all;
    for (int i = 0; i < n; ++i) {
        all.emplace_back([thread, i] { thread(i); });
    }
    return all;
}

} // namespace programs
