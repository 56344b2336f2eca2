//! Benchmarks in Rust for perfstat: list them, serve.
//!
//! ```ignore
//! mod perfstat_worker;
//! use perfstat_worker::{serve, Benchmark};
//!
//! fn main() {
//!     let words: Vec<String> = (0..1000).map(|i| i.to_string()).collect();
//!     serve(&mut [Benchmark::new("join", Some(1000), move || words.concat())]);
//! }
//! ```
//!
//! The program times one batch at a time, as it is asked on standard input
//! (docs/worker-protocol.md); perfstat decides how many, in which order and in how many processes.

use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::Instant;

/// A name and the operation to time.
pub struct Benchmark {
    name: String,
    elements: Option<u64>,
    run: Box<dyn FnMut(u64)>,
}

impl Benchmark {
    /// `elements`: how many elements one operation processes. What the operation returns is
    /// kept from the optimiser; what it needs is captured, and made outside of the time.
    pub fn new<T>(
        name: &str,
        elements: Option<u64>,
        mut operation: impl FnMut() -> T + 'static,
    ) -> Self {
        let run = Box::new(move |count| {
            for _ in 0..count {
                black_box(operation());
            }
        });
        Benchmark { name: name.to_string(), elements, run }
    }

    /// Nanoseconds of `count` operations together, after a sixteenth of them untimed.
    fn time(&mut self, count: u64) -> u128 {
        (self.run)(count / 16 + 1);
        let start = Instant::now();
        (self.run)(count);
        start.elapsed().as_nanos().max(1)
    }
}

fn listing(benchmarks: &[Benchmark]) -> String {
    let mut text = format!("benchmarks {}", benchmarks.len());
    for b in benchmarks {
        let elements = b.elements.map_or("-".to_string(), |n| n.to_string());
        text += &format!("\nbenchmark {elements} {}", b.name);
    }
    text
}

fn sample(benchmarks: &mut [Benchmark], request: &str) -> Option<String> {
    let (count, name) = request.strip_prefix("sample ")?.split_once(' ')?;
    let count: u64 = count.parse().ok().filter(|&n| n > 0)?;
    let benchmark = benchmarks.iter_mut().find(|b| b.name == name)?;
    Some(format!("sample {count} {} {name}", benchmark.time(count)))
}

/// Answers requests until "quit" or the end of standard input.
pub fn serve(benchmarks: &mut [Benchmark]) {
    let mut output = io::stdout();
    for line in io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        let answer = match line.as_str() {
            "quit" => return,
            "perfstat-worker 1" => line,
            "list" => listing(benchmarks),
            _ => sample(benchmarks, &line).unwrap_or_else(|| {
                format!("error this worker speaks version 1 and cannot answer {line:?}")
            }),
        };
        if writeln!(output, "{answer}").and_then(|_| output.flush()).is_err() {
            return;
        }
    }
}
