import { createRandom } from '../support/random.ts'
import { createText } from './seed/words.ts'

const SEED = 4

/** What people write to each other: mostly a line or two, now and then something with a form. */
export function createChatter(count: number): string[] {
  const random = createRandom(SEED)
  const text = createText(random)
  const words = (least: number, most: number) => text(least + Math.floor(random() * (most - least)))
  const lines = (of: () => string) => Array.from({ length: 2 + Math.floor(random() * 4) }, of).join('\n')
  const forms: readonly (readonly [share: number, make: () => string])[] = [
    [48, () => `${words(2, 25)}.`],
    [12, () => `${words(3, 20)}, ${words(3, 20)}?\n${words(2, 15)}.`],
    [8, () => `@**Ada ${words(1, 2)}** ${words(3, 15)}`],
    [8, () => `${words(2, 8)} https://example.org/${words(1, 2)}/${words(1, 2)}?page=2 ${words(0, 8)}`],
    [6, () => `${words(1, 10)} :tada: ${words(0, 4)} 😀`],
    [5, () => `${words(2, 8)} \`${words(1, 3)}()\` ${words(2, 8)}`],
    [4, () => `${words(2, 6)} **${words(1, 3)}** ${words(1, 5)} *${words(1, 2)}*`],
    [3, () => `${words(2, 6)}:\n\n${lines(() => `* ${words(2, 10)}`)}`],
    [2, () => `> ${words(4, 20)}\n\n${words(2, 12)}`],
    [2, () => `#**${words(1, 2)}>${words(1, 4)}** ${words(2, 10)}`],
    [1, () => `\`\`\`\n${lines(() => `  ${words(2, 8)};`)}\n\`\`\``],
    [1, () => `\`\`\`js\n${lines(() => `const ${words(1, 2)} = read('${words(1, 3)}')`)}\n\`\`\``],
  ]
  const total = forms.reduce((sum, [share]) => sum + share, 0)
  return Array.from({ length: count }, () => {
    let at = random() * total
    return forms.find(([share]) => (at -= share) < 0)?.[1]() ?? ''
  })
}
