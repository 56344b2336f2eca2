// Benchmarks in JavaScript (Node) for perfstat: list them, serve.
//
//   import { serve } from './perfstat-worker.mjs'
//   serve([{ name: 'join', elements: 1000, setup: words, run: (words) => words.join('') }])
//
// The program times one batch at a time, as it is asked on standard input
// (docs/worker-protocol.md); perfstat decides how many, in which order and in how many processes.
// `run` may return a promise; it is then awaited, one operation after another.

import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'

// What operations return is kept here, so that the compiler cannot remove them.
let kept

function runBatch (operation, state, count) {
  for (let i = 0; i < count; i++) kept = operation(state)
}

async function runBatchAwaiting (operation, state, count) {
  for (let i = 0; i < count; i++) kept = await operation(state)
}

// Nanoseconds of `count` operations together, after a sixteenth of them untimed.
async function timeBatch (benchmark, count) {
  const warmUp = Math.floor(count / 16) + 1
  const { run, state, isAsync } = benchmark
  if (isAsync) {
    await runBatchAwaiting(run, state, warmUp)
    const start = process.hrtime.bigint()
    await runBatchAwaiting(run, state, count)
    return process.hrtime.bigint() - start
  }
  runBatch(run, state, warmUp)
  const start = process.hrtime.bigint()
  runBatch(run, state, count)
  return process.hrtime.bigint() - start
}

async function prepare ({ name, run, setup }) {
  const state = setup ? await setup() : undefined
  const first = run(state)
  const isAsync = typeof first?.then === 'function'
  if (isAsync) await first
  return { name, run, state, isAsync }
}

function listing (benchmarks) {
  const rows = benchmarks.map(({ name, elements }) => `benchmark ${elements ?? '-'} ${name}`)
  return [`benchmarks ${rows.length}`, ...rows].join('\n')
}

// Answers requests until "quit" or the end of standard input.
export async function serve (benchmarks) {
  const named = new Map(benchmarks.map((b) => [b.name, b]))
  const ready = new Map()
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'quit') break
    const sample = /^sample (\d+) (.+)$/.exec(line)
    let answer = `error this worker speaks version 1 and cannot answer "${line}"`
    if (line === 'perfstat-worker 1') {
      answer = line
    } else if (line === 'list') {
      answer = listing(benchmarks)
    } else if (sample && named.has(sample[2])) {
      const [, count, name] = sample
      if (!ready.has(name)) ready.set(name, await prepare(named.get(name)))
      const elapsed = await timeBatch(ready.get(name), Number(count))
      answer = `sample ${count} ${elapsed > 0n ? elapsed : 1n} ${name}`
    }
    writeSync(1, answer + '\n')
  }
  return kept
}
