import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AREAS } from '../../../server/features/api-pages/descriptions.ts'
import type { Example } from '../../../server/features/api-pages/examples.ts'
import type { AnyEndpoint } from '../../../server/http/call.ts'
import { contextOf } from '../../../server/http/context.ts'
import { type ChatApi, startChat } from '../features/chat-api.ts'
import { type ExampleCall, exampleCalls } from './calls.ts'
import { Caller, kept, shapeOf } from './record.ts'

const FILE = join(import.meta.dirname, '../../../server/features/api-pages/examples.json')

/** The call without a parameter that it must have, or without the login. */
function spoil(
  endpoint: AnyEndpoint,
  { user, params }: { user: number | undefined; params: Readonly<Record<string, unknown>> },
) {
  const needed = Object.keys(params).find((name) => {
    const schema = endpoint.params[name] as { safeParse(value: unknown): { success: boolean } } | undefined
    return !endpoint.path.includes(`:${name}`) && schema && !schema.safeParse(undefined).success
  })
  if (needed === undefined && endpoint.access === 'anyone') return { user, params: { ...params, nonsense: 'x' } }
  if (needed === undefined) return { user: undefined, params }
  return { user, params: Object.fromEntries(Object.entries(params).filter(([name]) => name !== needed)) }
}

async function playAll(chat: ChatApi): Promise<Example[]> {
  const endpoints = new Map(contextOf(chat.app).endpoints.map((endpoint) => [endpoint.operation, endpoint]))
  const caller = new Caller(chat)
  const answers = new Map<string, Record<string, unknown>>()
  const examples: Example[] = []
  for (const call of exampleCalls()) {
    const endpoint = endpoints.get(call.operation)
    if (!endpoint) throw new Error(`Nothing serves ${call.operation}`)
    const params = call.params(answers)
    if (call.preparation === undefined) {
      const example = await play(caller, endpoint, call, params, answers)
      examples.push(example)
      continue
    }
    const { json } = await caller.call(endpoint, params, call)
    expect(json, call.operation).toMatchObject({ result: 'success' })
    answers.set(call.preparation, json)
  }
  return examples
}

async function play(
  caller: Caller,
  endpoint: AnyEndpoint,
  call: ExampleCall,
  params: Readonly<Record<string, unknown>>,
  answers: Map<string, Record<string, unknown>>,
): Promise<Example> {
  const spoilt = spoil(endpoint, { user: call.user, params })
  const refused = call.isRefused
    ? undefined
    : await new Caller(caller.chat).call(endpoint, spoilt.params, {
        ...call,
        user: spoilt.user,
        ...(call.file && { file: call.file }),
      })
  const { json, text, status } = await caller.call(endpoint, params, call)
  const isJson = Object.keys(json).length > 0
  if (isJson) expect(json, `${call.operation}: ${text}`).toMatchObject({ result: call.isRefused ? 'error' : 'success' })
  answers.set(call.operation, json)
  const refusal = refused ?? { status, json }
  return {
    operation: call.operation,
    params: kept(params) as Example['params'],
    ...(call.file && { file: call.file.name }),
    answer: isJson ? kept(json) : text.replace(/=[\w-]{16,}/g, '=abcdefghijklmnopqrstuvwxyz012345'),
    refusal: { status: refusal.status, answer: kept(refusal.json) },
  }
}

test('every endpoint has a description and an example, and is answered as the example says', {
  timeout: 120_000,
}, async () => {
  const chat = await startChat()
  // The examples show an export that is still being made; it would be ready before, now and then.
  await chat.exporter.stop()
  const served = contextOf(chat.app).endpoints.map(({ operation }) => operation)
  const described = Object.values(AREAS).flatMap((operations) => Object.keys(operations))
  expect(served.filter((operation) => !described.includes(operation))).toEqual([])
  expect(described.filter((operation) => !served.includes(operation))).toEqual([])

  const played = await playAll(chat)
  expect(served.filter((operation) => !played.some((example) => example.operation === operation))).toEqual([])
  // Somebody who means the answers to be others than they were.
  if (process.env['HEARTH_RECORD']) writeFileSync(FILE, `${JSON.stringify(played, null, 2)}\n`)
  const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Example[]
  expect(recorded.map(({ operation }) => operation)).toEqual(played.map(({ operation }) => operation))
  for (const [i, example] of played.entries()) {
    const { answer, refusal } = recorded[i] as Example
    expect(shapeOf(example.answer), example.operation).toEqual(shapeOf(answer))
    expect(example.refusal.status, example.operation).toBe(refusal.status)
    expect(shapeOf(example.refusal.answer), example.operation).toEqual(shapeOf(refusal.answer))
  }
})
