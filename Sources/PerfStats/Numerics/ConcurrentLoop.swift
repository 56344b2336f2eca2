import Dispatch

/// Runs `body(worker)` once for each of `threads` workers and returns when all
/// are done. A worker takes the items worker, worker + threads, ... of its task,
/// so that what is computed never depends on the number of threads.
///
/// The calls overlap: `body` must write to disjoint memory. The compiler cannot
/// check that, hence the one `nonisolated(unsafe)`.
func concurrently(threads: Int, _ body: (_ worker: Int) -> Void) {
  if threads <= 1 {
    body(0)
    return
  }
  withoutActuallyEscaping(body) { body in
    nonisolated(unsafe) let shared = body
    DispatchQueue.concurrentPerform(iterations: threads) { shared($0) }
  }
}
