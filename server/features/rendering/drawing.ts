import { type Draw, drawCode, drawFormula } from '../../markdown/index.ts'

/** One thing to draw, in a form that another thread can be told of. */
export interface Task {
  readonly kind: 'code' | 'formula'
  readonly text: string
  /** of code */
  readonly language: string
  /** of a formula */
  readonly isBlock: boolean
}

/** Who draws what is too much to be drawn at once. @returns the markup in the order of the tasks; null: plain */
export interface Drawer {
  draw(tasks: readonly Task[], author: number): Promise<(string | null)[]>
}

/** So much is drawn at once, in a few milliseconds; characters of formulas cost ten times those of code. */
const MAX_COST_AT_ONCE = 1_500
const FORMULA_COST = 10
/** Characters of markup in one message: a formula of a few signs becomes thousands, each time it is written. */
const MAX_MARKUP = 100_000

export function drawTask({ kind, text, language, isBlock }: Task): string | undefined {
  return kind === 'code' ? drawCode(text, language) : drawFormula(text, isBlock)
}

/** What is drawn in one message. What would hold up everybody else is noted instead, and drawn by `finish`. */
export class Drawing implements Draw {
  #cost = 0
  #markup = 0
  readonly #missing = new Map<string, Task>()
  readonly #drawn = new Map<string, string | undefined>()

  readonly code = (text: string, language: string) => this.#put({ kind: 'code', text, language, isBlock: false })
  readonly formula = (text: string, isBlock: boolean) => this.#put({ kind: 'formula', text, language: '', isBlock })

  get isMissing(): boolean {
    return this.#missing.size > 0
  }

  /** Draws what is missing. What could not be drawn in time stays plain. */
  async finish(drawer: Drawer, author: number): Promise<void> {
    const tasks = [...this.#missing.values()]
    const markup = await drawer.draw(tasks, author)
    for (const [index, task] of tasks.entries()) this.#drawn.set(keyOf(task), markup[index] ?? undefined)
    this.#missing.clear()
    this.#markup = 0
  }

  /** What stands in a message many times is drawn once, but counts each time. */
  #put(task: Task): string | undefined {
    const markup = this.#draw(task)
    this.#markup += markup?.length ?? 0
    return this.#markup > MAX_MARKUP ? undefined : markup
  }

  #draw(task: Task): string | undefined {
    const key = keyOf(task)
    if (this.#drawn.has(key)) return this.#drawn.get(key)
    this.#cost += task.text.length * (task.kind === 'formula' ? FORMULA_COST : 1)
    if (this.#cost > MAX_COST_AT_ONCE) {
      this.#missing.set(key, task)
      return undefined
    }
    const markup = drawTask(task)
    this.#drawn.set(key, markup)
    return markup
  }
}

const keyOf = ({ kind, text, language, isBlock }: Task) => `${kind} ${language} ${isBlock} ${text}`
