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
func inParallel<Result: Sendable>(
  _ count: Int, threads: Int,
  _ body: @Sendable (Int) throws(StatisticsError) -> Result
) throws(StatisticsError) -> [Result] {
  var slots: [Swift.Result<Result, StatisticsError>?] = Array(repeating: nil, count: count)
  slots.withUnsafeMutableBufferPointer { buffer in
    nonisolated(unsafe) let slots = buffer
    concurrently(threads: max(1, min(threads, count))) { worker in
      for i in stride(from: worker, to: count, by: max(1, min(threads, count))) {
        do throws(StatisticsError) {
          slots[i] = .success(try body(i))
        } catch {
          slots[i] = .failure(error)
        }
      }
    }
  }
  var results: [Result] = []
  for slot in slots { if let slot { results.append(try slot.get()) } }
  return results
}
