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

/// Runs `body` for each of `count` items on several threads; results in order.
func inParallel<Result: Sendable, Failure: Error>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  var results: [Result] = []
  results.reserveCapacity(count)
  try inParallel(count, threads: threads, body) { _, result in results.append(result) }
  return results
}

/// The same, each result handed on in order: no more than those of 4096 items are held.
func inParallel<Result: Sendable, Failure: Error>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Result,
  then use: (Int, Result) -> Void
) throws(Failure) {
  var slots: [Swift.Result<Result, Failure>?] = []
  for first in stride(from: 0, to: count, by: 4096) {
    let size = min(4096, count - first)
    let workers = max(1, min(threads, size))
    slots = Array(repeating: nil, count: size)
    slots.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let slots = buffer
      concurrently(threads: workers) { worker in
        for k in stride(from: worker, to: size, by: workers) {
          do throws(Failure) {
            slots[k] = .success(try body(first + k))
          } catch {
            slots[k] = .failure(error)
          }
        }
      }
    }
    for (k, slot) in slots.enumerated() { if let slot { use(first + k, try slot.get()) } }
  }
}
