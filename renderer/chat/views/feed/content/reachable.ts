/** What is wider than the message scrolls, by keys too. */
export function reachable(element: HTMLElement, name: string): void {
  if (element.scrollWidth <= element.clientWidth) return
  element.tabIndex = 0
  element.setAttribute('role', 'region')
  element.setAttribute('aria-label', name)
}
