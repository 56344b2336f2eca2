// Two ways to join strings.
//
//   rustc -O join.rs
//   perfstat bench --worker ./join --output join.jsonl

mod perfstat_worker;
use perfstat_worker::{serve, Benchmark};

fn main() {
    let words: Vec<String> = (0..1000).map(|i| i.to_string()).collect();
    let same = words.clone();
    serve(&mut [
        Benchmark::new("join 1000 words", Some(1000), move || words.concat()),
        Benchmark::new("append 1000 words", Some(1000), move || {
            let mut text = String::new();
            for word in &same {
                text.push_str(word);
            }
            text
        }),
    ]);
}
