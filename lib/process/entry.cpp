// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Where a child of in_processes() leaves the common way: all statics are there, and main() has not begun. There is no
// hook for this moment, but the C library's start function gets main() as an argument, and can be given another one.
#include "process/process_function.hpp"

#include <dlfcn.h>

#include <cstdlib>

namespace {

using main_function = int (*)(int, char**, char**);
using start_function = int (*)(main_function, int, char**, void (*)(), void (*)(), void (*)(), void*);

main_function main_of_program = nullptr;

int enter(int count, char** arguments, char** environment) {
    fermata::process::detail::enter_process_function();
    return main_of_program(count, arguments, environment);
}

} // namespace

extern "C" int __libc_start_main(main_function main, int count, char** arguments, void (*begin)(), void (*end)(),
                                 void (*end_of_loader)(), void* stack_end) {
    auto const start = reinterpret_cast<start_function>(::dlsym(RTLD_NEXT, "__libc_start_main"));
    if (start == nullptr) {
        std::abort();
    }
    main_of_program = main;
    return start(&enter, count, arguments, begin, end, end_of_loader, stack_end);
}
