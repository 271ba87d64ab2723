import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readUnattended } from '../../../../server/cli/unattended-file.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const good = {
  organization: { name: 'Acme' },
  owner: { full_name: 'Ada', email: 'ada@acme.test', password: 'canary-5ecret' },
}

async function read(content: unknown) {
  const path = join(await tempFolder(), 'file.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return readUnattended(path)
}

test('the shortest file has defaults for the rest', async () => {
  expect(await read(good)).toEqual({ ...good, people: [], addresses: [], settings: {} })
})

test('a full file is taken as it is, with a byte order mark too', async () => {
  const person = { full_name: 'Grace', email: 'grace@acme.test', password: 'canary-5ecret', role: 'member' }
  const full = { ...good, people: [person], addresses: ['localhost'], settings: { rate_limit_api_per_minute: 0 } }
  expect(await read(`\uFEFF${JSON.stringify(full)}`)).toEqual(full)
})

const person = { full_name: 'G', email: 'g@acme.test', password: 'longenough' }

test.each([
  [{ ...good, owner: { ...good.owner, email: 'ada' } }, 'owner.email is not an e-mail address'],
  [{ ...good, owner: { ...good.owner, password: 'short' } }, 'owner.password is too short: at least 8 characters'],
  [{ organization: {}, owner: good.owner }, 'organization.name is missing'],
  [
    { ...good, people: [person, { ...person, email: 'h@acme.test', role: 'king' }] },
    'people[1].role must be one of owner, administrator, moderator, member, guest',
  ],
  [{ ...good, people: [{ ...person, email: 'ADA@acme.test' }] }, 'people[0].email is used twice'],
  [{ ...good, settings: { rate_limit: 1 } }, 'settings.rate_limit is not known'],
  [{ ...good, settings: { rate_limit_api_per_minute: 'many' } }, 'settings.rate_limit_api_per_minute must be a number'],
  [{ ...good, settings: { port: 0.5 } }, 'settings.port must be a whole number'],
  [{ ...good, settings: { port: 70000 } }, 'settings.port is too large: at most 65535'],
  [{ ...good, addresses: ['https://chat.acme.test'] }, 'addresses[0] must be a host name or an IP address'],
  [{ ...good, adresses: [] }, 'adresses is not known'],
  [[], 'it must be an object'],
])('%j is refused with the place and the reason', async (content, sentence) => {
  await expect(read(content)).rejects.toThrow(sentence)
})

test('every problem is named at once, in one line, and no value is repeated', async () => {
  const content = { organization: { name: '' }, owner: { full_name: 'Ada', email: 'canary', password: ['canary'] } }
  const error = await read(content).catch((e: unknown) => e as Error)
  const { message } = error as Error
  expect(message).toMatch(/organization\.name .*; owner\.email .*; owner\.password must be text\.$/)
  expect(message).not.toContain('canary')
  expect(message).not.toContain('\n')
})

test('broken JSON is located by line and not quoted', async () => {
  const error = (await read('{\n"owner": {"password": "canary-5ecret",,}}').catch((e: unknown) => e)) as Error
  expect(error.message).toMatch(/is not valid JSON \(line 2\)/)
  expect(error.message).not.toContain('canary')
})

test('a file that is not there, or a folder, is named', async () => {
  await expect(readUnattended('/nowhere/f.json')).rejects.toThrow(
    '/nowhere/f.json given with --unattended cannot be read: there is no such file',
  )
  await expect(readUnattended('/')).rejects.toThrow('it is a folder')
})
