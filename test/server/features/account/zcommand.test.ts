import { expect, test } from 'vitest'
import { GUEST, MEMBER, startChat } from '../chat-api.ts'

test('slash commands change how it looks, for the caller alone, and say how to go back', async () => {
  const { call, listen } = await startChat()
  const command = async (text: string) => (await call(MEMBER, 'POST', '/zcommand', { command: text })).json
  expect(await command('/ping')).toEqual({ result: 'success', msg: '' })
  const [own, others] = [await listen(MEMBER), await listen(GUEST)]
  const cases = [
    ['/dark', 'color_scheme', 2, 'Changed to dark theme! To go back, type `/light`.'],
    ['/night', undefined, 2, 'You are still in dark theme.'],
    ['/day', 'color_scheme', 3, 'Changed to light theme! To go back, type `/dark`.'],
    ['/light', undefined, 3, 'You are still in light theme.'],
    ['/fluid-width', 'fluid_layout_width', true, 'Changed to fluid width mode! To go back, type `/fixed-width`.'],
    ['/fixed-width', 'fluid_layout_width', false, 'Changed to fixed width mode! To go back, type `/fluid-width`.'],
  ] as const
  for (const [text, property, value, msg] of cases) {
    expect(await command(text), text).toEqual({ result: 'success', msg })
    const events = (await own.events()).filter(({ type }) => type === 'user_settings')
    expect(events.map((event) => [event['property'], event['value']])).toEqual(property ? [[property, value]] : [])
  }
  expect(await others.events()).toEqual([])
  expect(await command('dark')).toMatchObject({ msg: 'There should be a leading slash in the zcommand.' })
  expect(await command('/rm')).toMatchObject({ code: 'BAD_REQUEST', msg: 'No such command: rm' })
})
