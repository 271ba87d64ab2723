/** Why nothing came back that could be used. */
export type OutgoingReason =
  /** not an address that may be called, now or after a redirect */
  | 'blocked'
  /** the name leads nowhere */
  | 'dns'
  /** the other side could not be reached, or broke off */
  | 'connection'
  /** its certificate is not one to believe */
  | 'tls'
  /** it speaks something else than HTTP, or an encoding that is not known */
  | 'protocol'
  | 'timeout'
  | 'too large'
  | 'wrong type'
  /** one redirect after the other, or one that would carry the body to somebody else */
  | 'redirect'
  /** too many calls wait already */
  | 'busy'

/** An outgoing call that came to nothing. Its message names no address: it may be shown to whoever gave the URL. */
export class OutgoingError extends Error {
  readonly reason: OutgoingReason

  constructor(reason: OutgoingReason, message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

const DNS = /^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/
const TLS = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|EPROTO|HOSTNAME_MISMATCH)/

/** What a failed call of Node's means. */
export function toOutgoingError(error: unknown): OutgoingError {
  if (error instanceof OutgoingError) return error
  const { code = '', name = '' } = error as { code?: string; name?: string }
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT') {
    return new OutgoingError('timeout', 'The other side took too long', error)
  }
  if (DNS.test(code)) return new OutgoingError('dns', 'There is no host of this name', error)
  if (TLS.test(code)) return new OutgoingError('tls', 'The other side has no certificate to believe', error)
  if (/^(HPE_|Z_|ERR_|ERR__ERROR)/.test(code)) {
    return new OutgoingError('protocol', 'The answer of the other side cannot be read', error)
  }
  return new OutgoingError('connection', 'The other side cannot be reached', error)
}
