package sorting

import (
	"fmt"
	"math/rand"
	"sort"
	"testing"
)

func BenchmarkSort(b *testing.B) {
	for _, count := range []int{64, 1024} {
		b.Run(fmt.Sprintf("n=%d", count), func(b *testing.B) {
			input := rand.New(rand.NewSource(1)).Perm(count)
			b.SetBytes(int64(8 * count))
			b.ReportAllocs()
			for i := 0; i < b.N; i++ {
				copied := append([]int(nil), input...)
				sort.Ints(copied)
			}
		})
	}
}
