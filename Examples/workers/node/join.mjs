// Two ways to join strings.
//
//   perfstat bench --worker 'node join.mjs' --output join.jsonl

import { serve } from './perfstat-worker.mjs'

const words = () => Array.from({ length: 1000 }, (_, i) => String(i))

function append (words) {
  let text = ''
  for (const word of words) text += word
  return text.charCodeAt(text.length - 1)
}

serve([
  { name: 'join 1000 words', elements: 1000, setup: words, run: (words) => words.join('') },
  { name: 'append 1000 words', elements: 1000, setup: words, run: append }
])
