// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "program.hpp"

#include <array>

namespace nodes {

std::string to_string(program const& what) {
    static constexpr std::array<char const*, 4> sources{"fixed", "turned", "heap", "pool"};
    static constexpr std::array<char const*, 23> names{"make",
                                                       "make_numbered",
                                                       "push",
                                                       "push_once",
                                                       "pop",
                                                       "take_all",
                                                       "publish",
                                                       "clear",
                                                       "read",
                                                       "swap",
                                                       "exchange_if_same",
                                                       "mark",
                                                       "add",
                                                       "compare_heads",
                                                       "await_any",
                                                       "await_value",
                                                       "await_another",
                                                       "await_same",
                                                       "await_mark",
                                                       "await_number",
                                                       "await_claim",
                                                       "wait",
                                                       "notify"};
    std::string text = std::string("nodes: ") + sources[static_cast<std::size_t>(what.source)] + ", order " +
                       std::to_string(what.order) + (what.main_takes_part ? ", main is the first thread" : "");
    for (auto const& thread : what.threads) {
        text += "\n||";
        for (step const& each : thread) {
            text += std::string(" ") + names[static_cast<std::size_t>(each.code)] + " h" + std::to_string(each.head) +
                    " r" + std::to_string(each.reg) + " " + std::to_string(each.value) + ";";
        }
    }
    return text;
}

} // namespace nodes
