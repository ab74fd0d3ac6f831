// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "program.hpp"

#include <algorithm>
#include <random>
#include <span>

namespace nodes {

namespace {

constexpr code any_code[] = {
    code::make,          code::make,   code::make_numbered, code::push, code::push,     code::push,
    code::push_once,     code::pop,    code::pop,           code::pop,  code::take_all, code::publish,
    code::clear,         code::read,   code::swap,          code::mark, code::add,      code::exchange_if_same,
    code::compare_heads, code::notify,
};

constexpr code loop_code[] = {
    code::await_any,  code::await_value,  code::await_value, code::await_another, code::await_same,
    code::await_mark, code::await_number, code::await_claim, code::wait,
};

/// Nobody looks into a node that another one may have given back.
constexpr code pool_code[] = {
    code::make,      code::make, code::make_numbered, code::push,     code::push,
    code::push_once, code::add,  code::take_all,      code::take_all,
};

constexpr code pool_loop_code[] = {code::await_any, code::await_number};

class maker {
public:
    explicit maker(std::uint64_t seed) : random_(seed) {}

    program make() {
        program made;
        made.source = static_cast<source>(below(4));
        made.main_takes_part = below(3) == 0;
        made.order = below(24);
        made.threads.resize(2 + below(2));
        bool const is_pool = made.source == source::pool;
        std::span<code const> const codes = is_pool ? std::span<code const>(pool_code) : any_code;
        std::span<code const> const loops = is_pool ? std::span<code const>(pool_loop_code) : loop_code;
        for (auto& thread : made.threads) {
            std::uint32_t const steps = made.threads.size() == 2 ? 2 + below(5) : 1 + below(4);
            bool has_node = false;
            std::size_t made_here = 0;
            while (thread.size() < steps) {
                code const which = below(6) == 0 ? loops[below(loops.size())] : codes[below(codes.size())];
                step next{which, below(6) == 0 ? 1U : 0U, below(4) == 0 ? 1U : 0U, static_cast<int>(below(3))};
                if (!has_node && needs_node(next.code)) {
                    next.code = code::make;
                }
                bool const makes = next.code == code::make || next.code == code::make_numbered;
                if (makes && made_here++ == made_max) {
                    continue;
                }
                has_node = has_node || makes;
                thread.push_back(next);
                if (makes) { // most of them are handed over
                    step then{below(3) == 0 ? code::publish : code::push, next.head, next.reg, 0};
                    then.code = is_pool ? code::push : then.code;
                    if (below(4) != 0) {
                        thread.push_back(then);
                    }
                }
            }
        }
        return made;
    }

private:
    std::uint32_t below(std::size_t n) { return static_cast<std::uint32_t>(random_() % n); }
    static bool needs_node(code which) {
        return which == code::push || which == code::push_once || which == code::publish;
    }

    std::mt19937_64 random_;
};

} // namespace

program make_program(std::uint64_t seed) { return maker(seed).make(); }

} // namespace nodes
