// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// An executor, which needs its guardian, and a call in another process, which enters before main().
#include <fermata/fermata.hpp>
#include <fermata/process.hpp>

FERMATA_PROCESS_FUNCTION("twice", [](int value) { return 2 * value; });

int main() {
    fermata::process::executor echo{{"echo", "ready"}, fermata::process::ready_when::started()};
    echo.start();
    bool const has_ended = echo.wait_exit() == fermata::process::exit_status{};
    auto const results = fermata::in_processes<int>(1, "twice", fermata::call_options{}, 21);
    return has_ended && echo.output() == "ready\n" && results[0].value() == 42 ? 0 : 1;
}
