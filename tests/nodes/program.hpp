// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Programs whose threads hand nodes to each other: what their atomics hold are addresses.
namespace nodes {

constexpr std::size_t heads = 2;
constexpr std::size_t registers = 2;
constexpr std::size_t threads_max = 3;
constexpr std::size_t made_max = 4; ///< by one thread

/// Where the nodes of a program come from.
enum class source : std::uint8_t {
    fixed,  ///< always the same ones, in the same order
    turned, ///< the same ones, in an order that is another one in each execution
    heap,   ///< `new`; they are given back at the end, in an order of the program's
    pool,   ///< those of a thread, which takes first what it has given back last
};

enum class code : std::uint8_t {
    make,          ///< a node with the value
    make_numbered, ///< a node with what the number was before it was increased
    push,          ///< the node, until that succeeds
    push_once,     ///< the same, if it succeeds at once
    pop,
    take_all, ///< and look at them, or give them back to a pool
    publish,  ///< the node, with nothing behind it
    clear,
    read,
    swap,
    exchange_if_same, ///< the node of one register for that of the other
    mark,             ///< the node: what is atomic is in it
    add,              ///< to the number
    compare_heads,
    // Loops that wait.
    await_any,
    await_value,   ///< a node whose value is at least that
    await_another, ///< than the one in the register
    await_same,    ///< as the one in the register
    await_mark,
    await_number,
    await_claim, ///< a head that is the same after it was announced, as with hazard pointers
    // Others that wait.
    wait,
    notify,
};

struct step {
    nodes::code code = code::read;
    std::size_t head = 0;
    std::size_t reg = 0;
    int value = 0;
};

struct program {
    std::vector<std::vector<step>> threads;
    nodes::source source = source::fixed;
    bool main_takes_part = false;
    std::uint32_t order = 0; ///< in which nodes are given back to the heap
};

program make_program(std::uint64_t seed);
std::string to_string(program const& what);

/// Tells what the threads have seen, and how the nodes are linked at the end, or where the program got stuck.
void run(program const& what, std::string& final_state);

} // namespace nodes
