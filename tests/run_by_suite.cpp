// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// In the place of main.cpp where fermata::suite_main supplies main(). What the tests precompile belongs to it.
