// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <string>

namespace fermata::detail {

/// An instrumented function is entered or left: a scheduling point if a declared order names it.
void pass_function(void const* function, bool is_exit);

/// "transfer(int)", if the dynamic symbol table knows it, else its address.
std::string function_name(void const* function);
std::string readable_symbol(char const* symbol);

} // namespace fermata::detail
