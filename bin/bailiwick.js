#!/usr/bin/env node
/*
 * The published command. Plain JavaScript without anything new in it, so that an old Node.js can still read it and be told what is missing.
 * In a checkout the pinned runtime (devDependency `node`) takes over when the installed Node.js is too old.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import * as os from 'node:os'
import { fileURLToPath } from 'node:url'

const needed = [22, 18]
const have = process.versions.node.split('.').map(Number)
const recentEnough = have[0] > needed[0] || (have[0] === needed[0] && have[1] >= needed[1])
const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const pinned = here('../node_modules/node/bin/node')

/*
 * A server has threads that make much and keep little. glibc gives each of them places of its own, of which it returned nothing: 170 MB
 * after a sync of 250 accounts. V8 keeps a nursery for ever that has grown once, and collects in four threads of its own, which leave
 * little of two processors to the one that answers. All that is only asked at the birth of a process, so this one becomes another
 * program image with the same id. What the environment and the command line say already, stands.
 */
const frugal = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' }
const isFrugal = Object.keys(frugal).every((name) => name in process.env)
const isServer = process.argv.slice(2).includes('start')
const frugalFlags = () => {
  const said = [...process.execArgv, process.env.NODE_OPTIONS || ''].join(' ').replace(/_/g, '-')
  const collectors = Math.min(4, os.availableParallelism())
  return ['--max-semi-space-size=8', `--v8-pool-size=${collectors}`].filter(
    (flag) => !said.includes(flag.split('=')[0]),
  )
}

if (recentEnough && isServer && !isFrugal && process.execve && process.platform !== 'win32') {
  const again = [process.execPath, ...process.execArgv, ...frugalFlags(), ...process.argv.slice(1)]
  process.execve(process.execPath, again, { ...frugal, ...process.env })
} else if (recentEnough) {
  if (module.enableCompileCache) module.enableCompileCache()
  const source = here('../src/main/cli.ts')
  await import(existsSync(source) ? '../src/main/cli.ts' : '../dist/bailiwick.js')
} else if (existsSync(pinned)) {
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, signal)
    else process.exit(code === null ? 1 : code)
  })
} else {
  process.stderr.write(
    `bailiwick: needs Node.js ${needed.join('.')} or newer; this is ${process.versions.node} (node_too_old)\n` +
      'Install a current Node.js from https://nodejs.org, then run the same command again.\n',
  )
  process.exit(1)
}
