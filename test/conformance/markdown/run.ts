import { EMPTY_CONTEXT, type RenderContext, render, textOf } from '../../../server/markdown/index.ts'
import type { Cases } from './cases.ts'

interface Outcome {
  readonly name: string
  readonly input: string
  readonly got: string
  readonly expected: string
}

interface Part {
  readonly name: string
  readonly outcomes: readonly Outcome[]
}

/** The organization that the cases were written in: its address, and one person. */
const ORIGIN = 'http://zulip.testserver'
const ZOE = { id: 7, name: 'Zoe', isActive: true }

const CONTEXT: RenderContext = {
  ...EMPTY_CONTEXT,
  origin: ORIGIN,
  users: (nameOrId) => (nameOrId === ZOE.id || nameOrId === ZOE.name ? ZOE : undefined),
}

/** The proxy of pictures has a key that is not in the file, but behind it the address is written in hex. */
const PROXIED = /https:\/\/external-content\.zulipcdn\.net\/external_content\/[\da-f]+\/([\da-f]+)/g

export function runRegular({ regular_tests }: Cases): Part {
  const proxied = new Map<string, string>()
  for (const { expected_output } of regular_tests) {
    for (const [address, hex = ''] of expected_output.matchAll(PROXIED)) {
      proxied.set(Buffer.from(hex, 'hex').toString(), address)
    }
  }
  const proxy = (url: string) => proxied.get(url) ?? `unknown:${url}`
  const media = { proxy, proxyFilm: proxy, upload: () => undefined }
  const outcomes = regular_tests.map(({ name, input, expected_output, translate_emoticons = false }) => {
    const context = { ...CONTEXT, media, translateEmoticons: translate_emoticons }
    return { name, input, got: renderOrFail(input, context), expected: expected_output }
  })
  return { name: 'regular', outcomes }
}

export function runLinkify({ linkify_tests }: Cases): Part {
  const outcomes = linkify_tests.map(([input, template, url]) => {
    const link = `<a href="${addressOf(url)}">${url}</a>`
    const expected = template.replace('%s', () => link)
    return { name: `linkify: ${input.slice(0, 60)}`, input, got: renderOrFail(input, CONTEXT), expected }
  })
  return { name: 'linkify', outcomes }
}

export function runText({ regular_tests }: Cases): Part {
  const outcomes = regular_tests.flatMap(({ name, expected_output, text_content }) => {
    if (text_content === undefined) return []
    return { name: `text: ${name}`, input: expected_output, got: textOf(expected_output), expected: text_content }
  })
  return { name: 'text_content', outcomes }
}

function addressOf(written: string): string {
  if (written === '' || written.startsWith('http')) return written
  return written.includes('@') ? `mailto:${written}` : `http://${written}`
}

function renderOrFail(input: string, context: RenderContext): string {
  try {
    return render(input, context).html
  } catch (error) {
    return String(error)
  }
}
