// The prebuilt better-sqlite3 crashes the process on an older Node, without a word: look first, import afterwards.
if (Number(process.versions['napi']) < 10) {
  process.stderr.write(`Hearth needs Node 22.14 or newer, this is ${process.version}; install Node 24.\n`)
  process.exit(1)
}

// Whoever reads our output may go away; that is no reason to stop, let alone to crash.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const { main } = await import('./cli/main.ts')
await main(process.argv.slice(2))
