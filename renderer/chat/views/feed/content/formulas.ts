let hasStyles = false

/** The styles and faces of formulas are as large as the page itself: they come with the first message that has one. */
export function showFormulas(root: HTMLElement): void {
  for (const mistake of root.querySelectorAll<HTMLElement>('.tex-error')) mistake.title = 'This formula has a mistake'
  if (hasStyles || !root.querySelector('.katex')) return
  hasStyles = true
  import('katex/dist/katex.min.css').catch(() => {
    // Tried again with the next formula.
    hasStyles = false
  })
}
