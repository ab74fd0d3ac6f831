// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A thousand test cases of random length, which fermata::suite is measured with. They sleep, so that what is measured
// is the suite and not the number of processors.
#include "case_lengths.hpp"

#include <fermata/suite.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

char const* name_of(int index) {
    static std::vector<std::string> const names = [] {
        std::vector<std::string> made;
        for (int i = 0; i < bench::case_count; ++i) {
            made.push_back("case " + std::to_string(i));
        }
        return made;
    }();
    return names[static_cast<std::size_t>(index)].c_str();
}

template <int Index>
void body() {
    std::this_thread::sleep_for(std::chrono::milliseconds(bench::milliseconds_of_case(Index)));
    CHECK(true);
}

template <int Index>
int add() {
    doctest::detail::TestCase made(&body<Index>, __FILE__, 1000 + Index, doctest::detail::TestSuite() * "");
    return doctest::detail::regTest(made * name_of(Index));
}

template <int... Indices>
bool add_all(std::integer_sequence<int, Indices...>) {
    int const all[] = {add<Indices>()...}; // a fold is too deep for clang
    return std::size(all) == bench::case_count;
}

bool const added = add_all(std::make_integer_sequence<int, bench::case_count>());

} // namespace
