// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Adds to the number that the server keeps, in two requests.
#include "http.hpp"

#include <fermata/core/checkpoint.hpp>

#include <cstdlib>
#include <string>

int main(int, char** arguments) {
    int const port = std::atoi(arguments[1]);
    int const seen = std::stoi(example::request(port, "GET", "/value"));
    fermata::checkpoint("read");
    example::request(port, "POST", "/value/" + std::to_string(seen + std::atoi(arguments[2])));
    fermata::checkpoint("wrote");
}
