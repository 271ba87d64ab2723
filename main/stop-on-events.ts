type Stop = (reason: string, code?: number) => void

/** Signals, accidents and the end of the launcher, as in `hearth host`. After the app is ready: Electron sets its own. */
export function stopOnEvents(stop: Stop, onError: (error: Error) => void): void {
  const signals = process.platform === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, () => stop(`received ${signal}`))
  const onAccident = (error: unknown) => {
    onError(error instanceof Error ? error : new Error(String(error)))
    stop('an unexpected error', 1)
  }
  process.on('uncaughtException', onAccident)
  process.on('unhandledRejection', onAccident)
  // The launcher holds the other end of an IPC channel, so that its death, even by kill -9, never leaves an orphan.
  if (process.env['HEARTH_PARENT'] !== 'ipc') return
  process.on('disconnect', () => stop('the process that started Hearth has ended'))
  if (!process.connected) stop('the process that started Hearth has ended')
}
