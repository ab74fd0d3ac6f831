// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "programs/catalogue.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

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

std::vector<program> sorted(std::vector<program> all) {
    std::sort(all.begin(), all.end(), [](program const& a, program const& b) { return a.name < b.name; });
    return all;
}

} // namespace

correct_programs::correct_programs(std::initializer_list<program> these) {
    correct_list().insert(correct_list().end(), these);
}

wrong_programs::wrong_programs(std::initializer_list<program> these) { wrong_list().insert(wrong_list().end(), these); }

std::vector<program> all_correct() { return sorted(correct_list()); }
std::vector<program> all_wrong() { return sorted(wrong_list()); }

fermata::options options_of(program const& what, fermata::strategy_value strategy) {
    fermata::options with;
    with.strategy = std::move(strategy);
    with.steps_max = what.steps_max;
    return with;
}

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
