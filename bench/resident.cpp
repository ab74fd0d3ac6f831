// fermata - https://www.boost.org/LICENSE_1_0.txt

#include "resident.hpp"

#include <cstdio>

namespace bench {

std::uint64_t resident_kibibytes() {
    // smaps_rollup counts pages; the sums in statm lag behind by some dozens for each processor.
    std::FILE* const file = std::fopen("/proc/self/smaps_rollup", "r");
    if (file == nullptr) {
        return 0;
    }
    unsigned long long kibibytes = 0;
    char line[256];
    while (std::fgets(line, sizeof line, file) != nullptr) {
        if (std::sscanf(line, "Rss: %llu kB", &kibibytes) == 1) {
            break;
        }
    }
    std::fclose(file);
    return kibibytes;
}

} // namespace bench
