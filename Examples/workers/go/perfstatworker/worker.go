// Package perfstatworker serves benchmarks in Go to perfstat: list them, serve.
//
//	perfstatworker.Serve([]perfstatworker.Benchmark{{
//		Name: "join", Elements: len(words),
//		Run: func(n int) { for ; n > 0; n-- { perfstatworker.Keep(strings.Join(words, "")) } },
//	}})
//
// The program times one batch at a time, as it is asked on standard input
// (docs/worker-protocol.md); perfstat decides how many, in which order and in how many processes.
// Unlike "go test -bench", which repeats whole benchmarks, this can be alternated sample by sample.
package perfstatworker

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// Benchmark is a name and the operation to time.
type Benchmark struct {
	Name string
	// Elements that one operation processes; 0 where that has no meaning.
	Elements int
	// Run runs the operation n times. What it needs is made outside of it.
	Run func(n int)
}

var kept any

// Keep keeps a result alive, so that the compiler cannot remove what computed it.
func Keep(value any) { kept = value }

// timed returns the nanoseconds of n operations together, after a sixteenth of them untimed.
func (b Benchmark) timed(n int) int64 {
	b.Run(n/16 + 1)
	start := time.Now()
	b.Run(n)
	if elapsed := time.Since(start).Nanoseconds(); elapsed > 0 {
		return elapsed
	}
	return 1
}

func listing(benchmarks []Benchmark) string {
	lines := []string{fmt.Sprintf("benchmarks %d", len(benchmarks))}
	for _, b := range benchmarks {
		elements := "-"
		if b.Elements > 0 {
			elements = strconv.Itoa(b.Elements)
		}
		lines = append(lines, "benchmark "+elements+" "+b.Name)
	}
	return strings.Join(lines, "\n")
}

func sample(benchmarks []Benchmark, request string) string {
	words := strings.SplitN(request, " ", 3)
	if len(words) == 3 && words[0] == "sample" {
		n, err := strconv.Atoi(words[1])
		for _, b := range benchmarks {
			if err == nil && n > 0 && b.Name == words[2] {
				return fmt.Sprintf("sample %d %d %s", n, b.timed(n), b.Name)
			}
		}
	}
	return fmt.Sprintf("error this worker speaks version 1 and cannot answer %q", request)
}

// Serve answers requests until "quit" or the end of standard input.
func Serve(benchmarks []Benchmark) {
	requests := bufio.NewScanner(os.Stdin)
	for requests.Scan() {
		switch line := requests.Text(); line {
		case "quit":
			return
		case "perfstat-worker 1":
			fmt.Println(line)
		case "list":
			fmt.Println(listing(benchmarks))
		default:
			fmt.Println(sample(benchmarks, line))
		}
	}
}
