use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use std::time::Duration;

fn sorting(c: &mut Criterion) {
    let mut group = c.benchmark_group("a group of sorting functions");
    for count in [64u64, 1024] {
        let input: Vec<u64> = (0..count).map(|k| k.wrapping_mul(0x9E3779B97F4A7C15) >> 7).collect();
        group.throughput(Throughput::Elements(count));
        group.bench_function(BenchmarkId::new("sort", count), |b| {
            b.iter(|| {
                let mut copy = input.clone();
                copy.sort();
                copy
            })
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10)
        .warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(300));
    targets = sorting
}
criterion_main!(benches);
