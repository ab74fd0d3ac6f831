// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A thousand generated test cases: nine hundred free ones, five serial groups of sixteen, and twenty isolated ones.
// What each computes is known: their squares add up.
#include <fermata/suite.hpp>

#include <doctest/doctest.h>

#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace suite = fermata::suite;

namespace {

constexpr int count = 1000;
int last = -1; // of this process

std::string const& name_of(int index) {
    static std::vector<std::string> const names = [] {
        std::vector<std::string> made;
        for (int i = 0; i < count; ++i) {
            made.push_back("generated " + std::to_string(i));
        }
        return made;
    }();
    return names[static_cast<std::size_t>(index)];
}

std::string group_of(int index) {
    return index < 900 ? "" : index < 980 ? "serial " + std::to_string(index % 5) : "isolated";
}

template <int Index>
void body() {
    // The cases of a serial group come one after the other in one process; all others have one of their own.
    CHECK(last == (Index >= 905 && Index < 980 ? Index - 5 : -1));
    last = Index;
    suite::message_board board;
    if (Index % 100 == 0) { // not each: a database would be all that is measured
        board.add("sum", Index);
    }
    CHECK(Index < count);
}

template <int Index>
void add() {
    doctest::detail::TestCase made(&body<Index>, __FILE__, 1000 + Index, doctest::detail::TestSuite() * "");
    made* name_of(Index).c_str();
    if (std::string const group = group_of(Index); !group.empty()) {
        made* suite::group(group, group == "isolated" ? suite::isolated_free : suite::serial);
    }
    doctest::detail::regTest(made);
}

template <int... Indices>
bool add_all(std::integer_sequence<int, Indices...>) {
    int const all[] = {(add<Indices>(), 0)...}; // a fold is too deep for clang
    return std::size(all) == count;
}

bool const added = add_all(std::make_integer_sequence<int, count>());

} // namespace
