import { expect, test } from 'vitest'
import { z } from 'zod'
import { address, callable } from '../../../../server/contract/settings/address.ts'
import { APPLIANCE_SETTINGS } from '../../../../server/contract/settings/appliance.ts'
import type { Setting } from '../../../../server/contract/settings/entry.ts'

test('every default is a valid value and every setting says what it is', () => {
  for (const [name, entry] of Object.entries(APPLIANCE_SETTINGS)) {
    expect(entry.schema.safeParse(entry.default).success, name).toBe(true)
    expect(name).toMatch(/^[a-z_]+$/)
    expect(entry.label.length * entry.description.length, name).toBeGreaterThan(0)
  }
})

test('whoever chooses one of a few values reads words of its own for each', () => {
  const chosen = Object.entries(APPLIANCE_SETTINGS).filter(([, { schema }]) => schema instanceof z.ZodEnum)
  expect(chosen.map(([name]) => name)).toEqual(['smtp_security', 'log_level'])
  for (const [name, { schema, words }] of chosen as [string, Setting][]) {
    const values = (schema as z.ZodEnum).options.map(String)
    expect(Object.keys(words ?? {}), name).toEqual(values)
    for (const value of values) expect(words?.[value], name).toMatch(/^[A-Z].* /)
  }
})

test.each(['localhost', 'NAS.local', 'chat.acme.test', '192.168.1.2', '::1', 'fd00::2', 'xn--bcher-kva.example'])(
  '%s is an address',
  (text) => expect(address.parse(text)).toBe(text.toLowerCase()),
)

test.each([
  '',
  'a_b',
  '-a',
  'a..b',
  'https://a',
  'a:8443',
  '[::1]',
  '1.2.3',
  '256.1.1.1',
  'a b',
  'bücher.example',
  '*.a',
  `${'a'.repeat(64)}.b`,
])('"%s" is none', (text) => expect(address.safeParse(text).success).toBe(false))

test.each([
  'bot',
  'Bot.lan:80',
  '10.0.0.1',
  '10.0.0.5:5000',
  '10.0.0.0/8',
  '10.0.0.0/8:80',
  '::1',
  '[::1]:80',
  'fd00::/8',
])('%s may be called', (text) => expect(callable.parse(text)).toBe(text.toLowerCase()))

test.each([
  '',
  '*',
  '*.lan',
  'http://bot.lan',
  '10.0.0.0/33',
  '10.0.0.1:0',
  '10.0.0.1:99999',
  '300.1.1.1',
  'a b',
  'a/x',
  '[a]:1',
])('"%s" cannot be called', (text) => expect(callable.safeParse(text).success).toBe(false))
