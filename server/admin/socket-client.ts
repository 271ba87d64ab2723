import { connect } from 'node:net'
import type { OperationName, OutputOf } from '../contract/admin/index.ts'
import type { AdminReply } from '../contract/admin/reply.ts'
import type { DataFolder } from '../lib/data-folder.ts'
import { errorCode } from '../lib/disk-errors.ts'
import { isLocked, readHostFile } from '../lib/instance-lock.ts'
import { OperatorError } from '../lib/operator-error.ts'

/** Asks the host that runs on `folder`; throws an OperatorError when none answers there. */
export async function askHost(folder: DataFolder, operation: string, input: unknown): Promise<AdminReply> {
  const host = readHostFile(folder.run)
  if (!host || !isLocked(folder.run)) throw new OperatorError(`No Hearth runs on ${folder.root}; start it first.`)
  if (!host.adminSocket) throw new OperatorError(`Hearth on ${folder.root} is still starting; try again in a moment.`)
  try {
    const line = await exchange(host.adminSocket, `${JSON.stringify({ operation, input })}\n`)
    return JSON.parse(line) as AdminReply
  } catch (cause) {
    throw new OperatorError(explain(cause, folder.root), { cause })
  }
}

/** The output of an operation; its failure becomes an OperatorError. */
export async function runOnHost<Name extends OperationName>(
  folder: DataFolder,
  operation: Name,
  input: unknown = {},
): Promise<OutputOf<Name>> {
  const reply = await askHost(folder, operation, input)
  if (!reply.ok) throw new OperatorError(reply.error.message)
  return reply.output as OutputOf<Name>
}

function exchange(path: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(path, () => socket.write(line))
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('error', reject)
    socket.on('end', () => {
      socket.end()
      resolve(text)
    })
  })
}

function explain(error: unknown, root: string): string {
  if (errorCode(error) === 'EACCES') {
    return `This account may not administer the Hearth on ${root}; use the account that runs it.`
  }
  return `The Hearth on ${root} does not answer; its log files are in ${root}/logs.`
}
