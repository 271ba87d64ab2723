import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'

/** What a process and all below it have used of the processors so far, in ms; the kernel counts in steps of 10. */
export function cpuMs(pid: number): number {
  let ticks = 0
  for (const one of treeOf(pid)) {
    const fields = readProc(one, 'stat').split(') ').at(-1)?.split(' ') ?? []
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  }
  return ticks * 10
}

/** Memory of a process and all below it in KiB, what they share counted once. */
export function memoryKib(pid: number): number {
  let sum = 0
  for (const one of treeOf(pid)) sum += Number(/^Pss:\s+(\d+)/m.exec(readProc(one, 'smaps_rollup'))?.[1] ?? 0)
  return sum
}

function treeOf(pid: number): number[] {
  const children = readProc(pid, `task/${pid}/children`).trim().split(' ').filter(Boolean)
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))]
}

/** Empty when the process has ended meanwhile. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/**
 * Collects a Node process's garbage through its debugger, so that memory per client is not a matter of when it last did.
 * @param said what the process has written to stderr so far, where the debugger's address is told
 */
export async function collectGarbage(pid: number, said: () => string): Promise<void> {
  const find = () => /Debugger listening on (ws:\S+)/.exec(said())?.[1]
  if (!find()) process.kill(pid, 'SIGUSR1')
  for (let waited = 0; !find() && waited < 200; waited++) await sleep(10)
  const address = find()
  if (!address) throw new Error(`Process ${pid} opens no debugger`)
  const socket = new WebSocket(address)
  const ask = (id: number) =>
    new Promise((resolve, reject) => {
      socket.once('message', resolve)
      socket.once('error', reject)
      socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }))
    })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  await ask(1)
  await ask(2)
  socket.terminate()
  // What was freed goes back to the system a moment later.
  await sleep(300)
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Milliseconds on a clock that all processes of the machine share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
