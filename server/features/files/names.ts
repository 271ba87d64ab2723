import { randomBytes } from 'node:crypto'

const MAX_NAME = 150
const MAX_SLUG = 60

/** 144 random bits: the address of a file is itself hard to guess, besides what the rows say. */
export const createKey = () => randomBytes(18).toString('base64url')
export const isKey = (text: string) => /^[A-Za-z0-9_-]{24}$/.test(text)

/** The folder that a file lies in, on disk and in its address. */
export const folderOf = (key: string) => key.slice(0, 2).toLowerCase()

/**
 * A file's name as it is shown: without folders, and without characters that are invisible, turn the direction of
 * writing, or mean something to a file system or to Markdown's links. Long ones lose their middle, not their ending.
 */
export function cleanName(given: string): string {
  const base = given.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const clean = base
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*[\]]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+/, '')
  if (clean === '') return 'uploaded-file'
  const characters = [...clean]
  if (characters.length <= MAX_NAME) return clean
  const ending = [...extensionOf(clean)]
  return [...characters.slice(0, MAX_NAME - ending.length), ...ending].join('')
}

/** The last part of a file's address: the name in letters that need no escapes anywhere. */
export function slugOf(name: string): string {
  const ending = extensionOf(name).replace(/[^A-Za-z0-9.]/g, '')
  const stem = name
    .slice(0, name.length - extensionOf(name).length)
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return `${stem.slice(0, MAX_SLUG) || 'file'}${ending}`
}

function extensionOf(name: string): string {
  return /\.[^.\s]{1,15}$/u.exec(name)?.[0] ?? ''
}
