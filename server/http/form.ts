import { isUtf8 } from 'node:buffer'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import querystring from 'fast-querystring'
import { parseJson } from '../contract/endpoint.ts'
import { ApiError } from '../contract/errors.ts'

/** Parameters as they came: text from forms, any JSON value from a JSON body. Has no prototype, so no key is special. */
export type RawParams = Record<string, unknown>

const MULTIPART_LIMITS = { fields: 200, files: 20, parts: 220, fieldNameSize: 200, headerPairs: 20 }

/**
 * Reads parameters from a body, on any method: Python clients send forms with PATCH and DELETE, zulip-js sends
 * multipart/form-data, our own client JSON. Throws or rejects with an ApiError.
 */
export function parseBody(contentType: string, body: Buffer): RawParams | Promise<RawParams> {
  if (body.length === 0) return Object.create(null) as RawParams
  const type = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1]
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new ApiError(
      'UNSUPPORTED_MEDIA_TYPE',
      `The character set ${charset.slice(0, 40)} is not supported; use UTF-8`,
    )
  }
  if (type === 'multipart/form-data') return parseMultipart(contentType, body)
  if (!isUtf8(body)) throw new ApiError('BAD_REQUEST', 'The request body is not valid UTF-8')
  if (type === 'application/x-www-form-urlencoded') return parseForm(body.toString())
  if (type === 'application/json') return parseJsonObject(body.toString())
  throw new ApiError('UNSUPPORTED_MEDIA_TYPE', 'Send parameters as a form, multipart/form-data or a JSON object')
}

function parseForm(text: string): RawParams {
  checkPercentEncoding(text)
  const params = querystring.parse(text) as RawParams
  for (const name in params) if (Array.isArray(params[name])) throw givenTwice(name)
  return params
}

/** Anything but a well-formed escape of an ASCII character: only then it takes a real decoder to tell. */
const UNUSUAL_ESCAPE = /%(?![0-7][0-9a-f])/i

/** The parser keeps what it cannot decode as it is; a caller should learn of the mistake instead. */
export function checkPercentEncoding(text: string): void {
  if (!UNUSUAL_ESCAPE.test(text)) return
  try {
    decodeURIComponent(text)
  } catch {
    throw new ApiError('BAD_REQUEST', 'The parameters are not valid percent-encoded UTF-8')
  }
}

function parseJsonObject(text: string): RawParams {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    throw new ApiError('INVALID_JSON', 'Malformed JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ApiError('INVALID_JSON', 'The JSON body must be an object of parameters')
  }
  const params = Object.create(null) as RawParams
  return Object.assign(params, value)
}

function parseMultipart(contentType: string, body: Buffer): Promise<RawParams> {
  return new Promise((resolve, reject) => {
    const params = Object.create(null) as RawParams
    const malformed = () => reject(new ApiError('BAD_REQUEST', 'Malformed multipart/form-data body'))
    let parser: BusboyInstance
    try {
      const limits = { ...MULTIPART_LIMITS, fieldSize: body.length }
      parser = new Busboy({ headers: { 'content-type': contentType }, limits })
    } catch {
      malformed()
      return
    }
    parser.on('field', (name, value, nameTruncated) => {
      if (nameTruncated) reject(new ApiError('BAD_REQUEST', 'A parameter has too long a name'))
      else if (name in params) reject(givenTwice(name))
      else params[name] = value
    })
    parser.on('file', (_name, stream) => stream.resume())
    for (const limit of ['partsLimit', 'fieldsLimit', 'filesLimit'] as const) {
      parser.on(limit, () => reject(new ApiError('BAD_REQUEST', 'The form has too many parts')))
    }
    parser.on('error', malformed)
    parser.on('finish', () => resolve(params))
    parser.end(body)
  })
}

function givenTwice(name: string): ApiError {
  return new ApiError('BAD_REQUEST', `Argument '${name.slice(0, 100)}' was given more than once`)
}
