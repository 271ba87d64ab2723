const SECRET_KEY = /^(.*[-_])?(authorization|cookie|set-cookie|password|passphrase|secret|api_?key|token|csrf_?token)$/i
const CAMEL = /([a-z0-9])([A-Z])/g
const SECRET_IN_TEXT = /([?&#](?:api_key|token|password)=)[^&\s"']+/gi
const MAX_DEPTH = 6

const HIDDEN = '[hidden]'

/**
 * A copy of `value` for logs and audit: fields whose names promise a secret are replaced, also deep inside,
 * and so are keys and tokens in addresses. Errors are left to the logger's own serializer.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(SECRET_IN_TEXT, `$1${HIDDEN}`)
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  if (depth >= MAX_DEPTH) return '[deep]'
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  return redactFields(value, depth)
}

export function redactFields(fields: object, depth = 0): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    copy[key] = SECRET_KEY.test(key.replace(CAMEL, '$1_$2')) ? HIDDEN : redact(value, depth + 1)
  }
  return copy
}
