/* Runs in every page that console.bench.ts opens, before the page's own scripts. Plain JavaScript: the browser reads it as it is. */
const seen = { events: [], tasks: [], lastChange: 0, began: 0 }
globalThis.benchSeen = seen

globalThis.benchReset = () => Object.assign(seen, { events: [], tasks: [], lastChange: 0, began: 0 })

// Event Timing: from the event to the next paint, in steps of 8 ms; the browser does not tell what is shorter than 16.
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) seen.events.push(duration)
}).observe({ type: 'event', durationThreshold: 16 })

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) seen.tasks.push(duration)
}).observe({ type: 'longtask' })

for (const type of ['keydown', 'pointerdown']) {
  addEventListener(
    type,
    (event) => {
      if (seen.began === 0) seen.began = event.timeStamp
    },
    true,
  )
}

new MutationObserver(() => {
  seen.lastChange = performance.now()
}).observe(document, { childList: true, subtree: true, characterData: true })
