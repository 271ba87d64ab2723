import { createServer } from 'node:net'
import { errorCode } from './disk-errors.ts'
import { OperatorError } from './operator-error.ts'

const PORTS_TRIED = 100

/** The sentence for a port that cannot be listened on; any other error comes back unchanged. */
export function explainPortError(error: unknown, port: number): unknown {
  const code = errorCode(error)
  if (code === 'EADDRINUSE') {
    return new OperatorError(
      `Port ${port} is already used by another program; end that program or choose another port with --port.`,
      { cause: error },
    )
  }
  if (code !== 'EACCES') return error
  return new OperatorError(`This account may not use port ${port}; choose one above 1023 with --port.`, {
    cause: error,
  })
}

/** Throws an OperatorError that names the port when nothing can listen on it now. 0 is always free. */
export async function checkPortFree(port: number): Promise<void> {
  try {
    await tryListen(port, '::')
  } catch (error) {
    // A machine without IPv6.
    if (!['EAFNOSUPPORT', 'EADDRNOTAVAIL'].includes(errorCode(error) ?? '')) throw explainPortError(error, port)
    await tryListen(port, '0.0.0.0').catch((cause: unknown) => {
      throw explainPortError(cause, port)
    })
  }
}

/** The first free port from `first` on. */
export async function findFreePort(first: number): Promise<number> {
  for (let port = first; port < first + PORTS_TRIED; port++) {
    const isFree = await checkPortFree(port).then(
      () => true,
      () => false,
    )
    if (isFree) return port
  }
  throw new OperatorError(`Ports ${first} to ${first + PORTS_TRIED - 1} are all in use; choose another with --port.`)
}

function tryListen(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host }, () => server.close(() => resolve()))
  })
}
