// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "support.hpp"

#include <fermata/fermata.hpp>

#include <string>
#include <vector>

namespace support {

/// The program of worker.cpp.
template <class... Words>
process::command worker(Words... words) {
    return process::command(std::vector<std::string>{WORKER_PROGRAM, words...});
}

inline fermata::options every_order() {
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    return options;
}

} // namespace support
