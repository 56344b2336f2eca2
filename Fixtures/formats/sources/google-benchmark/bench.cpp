#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <vector>

static std::vector<unsigned> numbers(size_t count) {
  std::mt19937 random(1);
  std::vector<unsigned> result(count);
  for (auto &number : result) number = random();
  return result;
}

static void sort(benchmark::State &state) {
  const auto input = numbers(state.range(0));
  for (auto _ : state) {
    auto copy = input;
    std::sort(copy.begin(), copy.end());
    benchmark::DoNotOptimize(copy.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sort)->Arg(64)->Arg(1024)->Repetitions(5);

static void failing(benchmark::State &state) {
  state.SkipWithError("the input is missing");
  for (auto _ : state) {
  }
}
BENCHMARK(failing);

BENCHMARK_MAIN();
