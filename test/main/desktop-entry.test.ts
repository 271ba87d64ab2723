import { expect, test } from 'vitest'
import { desktopEntry } from '../../main/desktop-entry.ts'

/** Undoes it as the specification says: the escapes of a string, then those within quotes, then field codes. */
function read(entry: string): string[] {
  const exec = /^Exec=(.*)$/m.exec(entry)?.[1] ?? ''
  const text = exec.replace(/\\(.)/g, (_all, c: string) => ({ n: '\n', s: ' ', t: '\t', r: '\r' })[c] ?? c)
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, inside = '']) =>
    inside.replace(/\\(.)/gs, '$1').replaceAll('%%', '%'),
  )
}

test('the autostart file starts exactly the given command, whatever characters its paths hold', () => {
  const command = ['/opt/Hearth', '--data', '/home/ada/a "b" $HOME `id` c\\d 100% \n[Desktop Action x]', '']
  const entry = desktopEntry(command)
  expect(read(entry)).toEqual(command)
  expect(entry.split('\n').filter((line) => line.startsWith('['))).toEqual(['[Desktop Entry]'])
})
