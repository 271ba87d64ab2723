import type { AnyEndpoint } from '../../http/call.ts'
import { PREFIX } from '../../http/mount.ts'
import type { Example } from './examples.ts'

/** The endpoint's address with the example's values in it, and the parameters that are left. */
function fill(path: string, params: Example['params']) {
  const rest = { ...params }
  const filled = path.replace(/:(\w+)/g, (_whole, name: string) => {
    const { [name]: value } = rest
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  return { path: filled, rest }
}

/** As it goes over the wire: what is no text is JSON. */
const wire = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** As a shell takes it. */
const quoted = (text: string) => (/^[\w./:@=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

export function toCurl(endpoint: AnyEndpoint, site: string, { params, file }: Example): string {
  const { path, rest } = fill(endpoint.path, params)
  const surface = endpoint.surfaces?.[0] ?? 'api'
  const lines = [`curl -sS -X ${endpoint.method} ${quoted(`${site}${PREFIX[surface]}${path}`)}`]
  if (endpoint.access === 'user') lines.push('-u you@example.com:YOUR_API_KEY')
  const values = Object.entries(rest)
  if (file !== undefined) {
    lines.push(
      `-F ${quoted(`file=@${file}`)}`,
      ...values.map(([name, value]) => `-F ${quoted(`${name}=${wire(value)}`)}`),
    )
  } else {
    if (endpoint.method === 'GET' && values.length > 0) lines.push('-G')
    lines.push(...values.map(([name, value]) => `--data-urlencode ${quoted(`${name}=${wire(value)}`)}`))
  }
  return lines.join(' \\\n    ')
}

/** With zulip-js; it sends files no other way than by its own means. */
export function toJavaScript(endpoint: AnyEndpoint, { params, file }: Example): string | undefined {
  if (file !== undefined || endpoint.surfaces?.[0] === 'json') return undefined
  const { path, rest } = fill(endpoint.path, params)
  const values = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, wire(value)]))
  const last = Object.keys(values).length > 0 ? `, ${JSON.stringify(values, null, 2)}` : ''
  return `import zulip from 'zulip-js'

const client = await zulip({ zuliprc: 'zuliprc' })
console.log(await client.callEndpoint('${path}', '${endpoint.method}'${last}))`
}

/** With the package `zulip`. */
export function toPython(endpoint: AnyEndpoint, { params, file }: Example): string | undefined {
  if (endpoint.surfaces?.[0] === 'json') return undefined
  const { path, rest } = fill(endpoint.path, params)
  const parts = [`"${path.slice(1)}"`, `method="${endpoint.method}"`]
  if (Object.keys(rest).length > 0) parts.push(`request=${literal(rest, true)}`)
  if (file !== undefined) parts.push(`files=[open(${JSON.stringify(file)}, "rb")]`)
  return `import zulip

client = zulip.Client(config_file="zuliprc")
print(client.call_endpoint(${parts.join(', ')}))`
}

/** @param isSpread one entry a line */
function literal(value: unknown, isSpread = false): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (value === null) return 'None'
  if (Array.isArray(value)) return `[${value.map((one) => literal(one)).join(', ')}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${literal(one)}`)
  return isSpread ? `{\n    ${entries.join(',\n    ')},\n}` : `{${entries.join(', ')}}`
}
