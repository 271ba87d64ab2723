/**
 * A failure in one sentence for whoever runs the host: what is wrong, where, what to do next.
 * Shown as it is, without a stack; its message never holds a secret.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError'
}
