import { expect, test } from 'vitest'
import { ERRORS } from '../../../server/contract/errors.ts'
import { ERROR_NOTES } from '../../../server/features/api-pages/notes/errors.ts'
import { noteOf, SECTIONS } from '../../../server/features/api-pages/notes/index.ts'
import { errorsPage } from '../../../server/features/api-pages/pages.ts'
import { createReference } from '../../../server/features/api-pages/reference.ts'
import { contextOf } from '../../../server/http/context.ts'
import { escapeHtml } from '../../../server/lib/escape-html.ts'
import { startChat } from '../features/chat-api.ts'

/** A sentence or a few, in which nothing is left over from putting it together. */
const SENTENCES = /^\S.*[.]$/
const SLIPS = / {2}| [.,;]|'/

test('every parameter of every operation has a note, and every note is that of a parameter', async () => {
  const { endpoints } = contextOf((await startChat()).app)
  const params = endpoints.flatMap(({ operation, params }) =>
    Object.keys(params).map((name) => ({ operation, name, note: noteOf(operation, name) })),
  )
  expect(params.filter(({ note }) => !SENTENCES.test(note))).toEqual([])

  // Each is used: by the operations that it names, or by one that nothing more special is said of.
  const notes = SECTIONS.flatMap(({ of, notes }) =>
    Object.entries(notes).flatMap(([name, note]) =>
      (of ?? [undefined]).map((operation) => ({ operation, name, note })),
    ),
  )
  const isUsed = ({ operation, name, note }: (typeof notes)[number]) =>
    params.some(
      (param) => param.name === name && param.note === note && (operation ?? param.operation) === param.operation,
    )
  expect(notes.filter((note) => !isUsed(note))).toEqual([])

  const [found] = createReference(endpoints).search('direct_subgroup_only through')
  expect(found?.endpoint.operation).toBe('get-user-group-subgroups')
})

test('no note says the same as another, and none was put together badly', () => {
  const texts = [...SECTIONS.flatMap(({ notes }) => Object.values(notes)), ...Object.values(ERROR_NOTES)]
  expect(texts.filter((text, i) => texts.indexOf(text) !== i)).toEqual([])
  expect(texts.filter((text) => SLIPS.test(text))).toEqual([])
})

test('every error of the contract is told with its status, what it means and what to do', () => {
  const page = errorsPage().body.text
  for (const [code, status] of Object.entries(ERRORS)) {
    const note = ERROR_NOTES[code as keyof typeof ERRORS] ?? ''
    expect(note, code).toMatch(SENTENCES)
    expect(page).toContain(
      `<code>${code}</code><span class="type">${status}</span></p>\n        <p>${escapeHtml(note)}</p>`,
    )
  }
  expect(Object.keys(ERROR_NOTES).filter((code) => !(code in ERRORS))).toEqual([])
})
