#define CATCH_CONFIG_MAIN
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include <catch2/catch.hpp>
int f(int n){return n<2?n:f(n-1)+f(n-2);}
TEST_CASE("fibs & more"){ BENCHMARK("fib 10"){return f(10);}; BENCHMARK("a rather long name of a benchmark that wraps over lines, size 1000"){return f(5);}; SECTION("sec"){ BENCHMARK("inner"){return f(3);};}}
TEST_CASE("other"){ BENCHMARK("fib 10"){return f(10);}; BENCHMARK("boom"){ throw std::runtime_error("bad"); return 1;};}
