import { describe, expect, test } from 'vitest'
import { CallerCache } from '../../../../server/features/auth/caller-cache.ts'

const owner = (value: { id: number }) => value.id

describe('the cache of callers', () => {
  test('asks once for all who wait for the same caller', async () => {
    const cache = new CallerCache<{ id: number }>()
    let asked = 0
    const find = async () => ({ id: ++asked })
    expect(await Promise.all([cache.load('a', find, owner), cache.load('a', find, owner)])).toEqual([
      { id: 1 },
      { id: 1 },
    ])
    expect(cache.get('a')).toEqual({ id: 1 })
  })

  test('keeps nothing that was read before the account was forgotten', async () => {
    const cache = new CallerCache<{ id: number }>()
    const read = Promise.withResolvers<{ id: number }>()
    const before = cache.load('a', () => read.promise, owner)
    cache.forget(1)
    const after = cache.load('a', async () => undefined, owner)
    read.resolve({ id: 1 })
    await before
    expect(await after).toBeUndefined()
    expect(cache.get('a')).toBeUndefined()
  })

  test('forgets one account and keeps the others', async () => {
    const cache = new CallerCache<{ id: number }>()
    await cache.load('a', async () => ({ id: 1 }), owner)
    await cache.load('b', async () => ({ id: 2 }), owner)
    cache.forget(1)
    expect([cache.get('a'), cache.get('b')]).toEqual([undefined, { id: 2 }])
  })

  test('does not remember failures', async () => {
    const cache = new CallerCache<{ id: number }>()
    const fail = () => Promise.reject(new Error('no database'))
    await expect(cache.load('a', fail, owner)).rejects.toThrow('no database')
    expect(await cache.load('a', async () => ({ id: 1 }), owner)).toEqual({ id: 1 })
  })
})
