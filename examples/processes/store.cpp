// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A server that keeps one number: GET /value, POST /value/120.
#include "http.hpp"

#include <cstdlib>
#include <string>

int main(int, char** arguments) {
    std::string value = "100";
    example::serve(std::atoi(arguments[1]), [&](std::string const& what) {
        std::string const set = "POST /value/";
        if (what.compare(0, set.size(), set) == 0) {
            value = what.substr(set.size());
        }
        return value;
    });
}
