import { parentPort } from 'node:worker_threads'
import { drawTask, type Task } from './drawing.ts'

/** The other side of `DrawPool`. */
parentPort?.on('message', (tasks: readonly Task[]) => {
  parentPort?.postMessage(tasks.map((task) => drawTask(task) ?? null))
})
parentPort?.postMessage('ready')
