import { withinDeadline } from './deadline.ts'
import type { Log } from './log.ts'

type Step = () => void | Promise<void>

/** Undoes a start in the opposite order, whatever of it was reached. */
export interface Teardown {
  /** Registers how to undo what is being started, and how many milliseconds that may take. */
  add(name: string, ms: number, step: Step): void
  /** Runs every step once, later calls wait for the first. A step that fails or is late does not hold up the others. */
  run(): Promise<void>
}

export function createTeardown(log: () => Log): Teardown {
  const steps: { name: string; ms: number; step: Step }[] = []
  let running: Promise<void> | undefined

  async function undo(): Promise<void> {
    for (let next = steps.pop(); next; next = steps.pop()) await stopPart(next.name, next.ms, next.step, log())
  }
  return {
    add: (name, ms, step) => void steps.push({ name, ms, step }),
    run: () => (running ??= undo()),
  }
}

/** Ends parts that do not need each other, all at once. Never rejects, and takes no longer than `ms`. */
export async function stopTogether(
  parts: Readonly<Record<string, { stop(): Promise<void> }>>,
  ms: number,
  log: Log,
): Promise<void> {
  await Promise.all(Object.entries(parts).map(([name, part]) => stopPart(name, ms, () => part.stop(), log)))
}

async function stopPart(name: string, ms: number, step: Step, log: Log): Promise<void> {
  try {
    const inTime = await withinDeadline(Promise.resolve().then(step), ms)
    if (!inTime) log.warn({ part: name }, `Stopping ${name} took too long; going on without it`)
  } catch (error) {
    log.error({ err: error, part: name }, `Stopping ${name} failed`)
  }
}
