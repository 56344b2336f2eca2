import PerfBench
import Words

/// The same text in every process: words of a small vocabulary.
func text(words: Int) -> String {
  (0..<words).map { "word\($0 &* 7919 % 211)" }.joined(separator: " ")
}

try await runBenchmarks {
  for words in [100, 1000] {
    Benchmark("count/\(words)", elements: words, setup: { text(words: words) }) { text in
      blackHole(wordCounts(text))
    }
  }
  Benchmark("top ten", setup: { text(words: 1000) }) { text in
    blackHole(topWords(wordCounts(text), 10))
  }
  Benchmark("sort", elements: 1000, input: { wordCounts(text(words: 1000)).map(\.key) }) { words in
    words.sort()
  }
}
