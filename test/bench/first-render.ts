import { warmUp } from '../../server/features/rendering/warm-up.ts'
import { render } from '../../server/markdown/index.ts'
import { UNDRAWN } from '../support/markdown/context.ts'
import { serve } from './child.ts'

/** A process that has done what a host does before the first message. @returns how long its loop is held, in ms of the processor */
serve({
  async render(text: string) {
    await warmUp(new AbortController().signal)
    const start = process.threadCpuUsage()
    render(text, UNDRAWN)
    const { user, system } = process.threadCpuUsage(start)
    return (user + system) / 1000
  },
})
