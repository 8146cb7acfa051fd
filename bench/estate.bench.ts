/**
 * The second part of `sync.bench.ts`, by a name of its own because it takes most of an hour: 1,000 accounts with 300,000 resources in two
 * Regions are read whole. `npm run bench estate`.
 */
process.env['BENCH_STAGES'] ??= 'all'
process.env['BENCH_RESOURCES'] ??= '300000'
await import('./sync.bench.ts')
