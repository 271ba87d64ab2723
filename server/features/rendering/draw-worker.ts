import { parentPort } from 'node:worker_threads'
import { drawTask, type Task } from './drawing.ts'

/** The other side of `DrawPool`. */
parentPort?.on('message', (tasks: readonly Task[]) => {
  parentPort?.postMessage(tasks.map((task) => drawTask(task) ?? null))
})
// The first of each takes longest, and is nobody's fault.
drawTask({ kind: 'formula', text: 'x^2', language: '', isBlock: false })
drawTask({ kind: 'code', text: 'const a = 1', language: 'javascript', isBlock: false })
parentPort?.postMessage('ready')
