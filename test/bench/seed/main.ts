import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Product } from '../product.ts'
import { openDatabase } from './open-database.ts'
import { seed } from './seed.ts'

/**
 * Makes the data folder of a large organization, once, for all benchmarks.
 *
 * `npm run seed -- [--data DIR] [--users 1000] [--streams 200] [--messages 1000000]`
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'dist/seed' },
    users: { type: 'string', default: '1000' },
    streams: { type: 'string', default: '200' },
    messages: { type: 'string', default: '1000000' },
  },
})
const data = resolve(values.data)
if (existsSync(data)) {
  process.stderr.write(`seed: ${data} is there already; remove it to make it anew\n`)
  process.exit(0)
}
process.stderr.write(`seed: making ${values.messages} messages in ${data}; this takes some minutes\n`)
await (await Product.start(data)).stop()
const { db, stop } = await openDatabase(data)
try {
  const size = { users: Number(values.users), streams: Number(values.streams), messages: Number(values.messages) }
  await seed(db, size, (done) => {
    if (done % 100_000 === 0) process.stderr.write(`seed: ${done} messages\n`)
  })
} finally {
  await stop()
}
