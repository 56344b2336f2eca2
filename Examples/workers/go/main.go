// Two ways to join strings.
//
//	go build -o join .
//	perfstat bench --worker ./join --output join.jsonl
package main

import (
	"strconv"
	"strings"

	"example.com/join/perfstatworker"
)

func main() {
	words := make([]string, 1000)
	for i := range words {
		words[i] = strconv.Itoa(i)
	}
	perfstatworker.Serve([]perfstatworker.Benchmark{
		{Name: "join 1000 words", Elements: len(words), Run: func(n int) {
			for ; n > 0; n-- {
				perfstatworker.Keep(strings.Join(words, ""))
			}
		}},
		{Name: "append 1000 words", Elements: len(words), Run: func(n int) {
			for ; n > 0; n-- {
				text := ""
				for _, word := range words {
					text += word
				}
				perfstatworker.Keep(text)
			}
		}},
	})
}
