import { type ChildProcess, spawn, spawnSync } from 'node:child_process'

const hasTaskset = spawnSync('taskset', ['-V'], { stdio: 'ignore' }).status === 0

/** Servers on the first core, clients on the second: neither then costs the other its time. */
export type Core = 0 | 1

/** Runs Node on a file; with `core`, only there. */
export function spawnNode(args: readonly string[], core: Core | undefined, withIpc: boolean): ChildProcess {
  const node = [process.execPath, '--inspect-port=0', '--max-semi-space-size=16', ...args]
  const [program = '', ...rest] = core !== undefined && hasTaskset ? ['taskset', '-c', String(core), ...node] : node
  const child = spawn(program, rest, {
    stdio: withIpc ? ['ignore', 'inherit', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  })
  // With -9 when all goes wrong: nothing started here may outlive the run.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  return child
}

/** A program of test/bench that answers requests over IPC; see `serve`. */
export class Helper {
  readonly pid: number
  said = ''
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  #count = 0

  constructor(file: string, args: readonly string[], core?: Core) {
    this.#child = spawnNode([file, ...args], core, true)
    this.pid = this.#child.pid ?? 0
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.said += chunk.toString()))
    this.#child.on('message', ({ id, value, error }: Reply) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiting?.resolve(value as never)
      else waiting?.reject(new Error(error))
    })
    this.#child.on('exit', (code) => {
      const error = new Error(`${file} ended with ${code}:\n${this.said}`)
      for (const { reject } of this.#waiting.values()) reject(error)
    })
  }

  ask<T>(name: string, input: unknown = {}): Promise<T> {
    const id = ++this.#count
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.send({ id, name, input })
    })
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGTERM')
    await ended
  }
}

interface Reply {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

type Answers = Readonly<Record<string, (input: never) => unknown>>

/** The helper's side: answers requests by name until SIGTERM, then cleans up. */
export function serve(answers: Answers, cleanUp: () => unknown = () => undefined): void {
  process.on('message', ({ id, name, input }: { id: number; name: string; input: never }) => {
    Promise.resolve()
      .then(() => answers[name]?.(input))
      .then(
        (value) => process.send?.({ id, value }),
        (error: Error) => process.send?.({ id, error: error.stack ?? error.message }),
      )
  })
  const end = async () => {
    await cleanUp()
    process.exit(0)
  }
  process.once('SIGTERM', () => void end())
  process.once('disconnect', () => void end())
}
