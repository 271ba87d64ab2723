import styles from './code.module.css'
import { makeCopyButton } from './copy-code.ts'
import { reachable } from './reachable.ts'

/** Above a block of code: its language, and a button that copies it. */
export function addCodeHeads(root: HTMLElement): void {
  for (const block of root.querySelectorAll<HTMLElement>('.codehilite')) {
    const code = block.querySelector<HTMLElement>('pre')
    if (!code) continue
    block.classList.add(styles.block ?? '')
    const language = document.createElement('span')
    language.textContent = block.dataset['codeLanguage'] ?? ''
    const head = document.createElement('div')
    head.className = styles.head ?? ''
    head.append(language, makeCopyButton(code))
    block.prepend(head)
    reachable(code, language.textContent === '' ? 'Code' : `Code, ${language.textContent}`)
  }
}
