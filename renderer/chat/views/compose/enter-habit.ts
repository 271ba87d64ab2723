const KEY = 'hearth.enter'

/** Whether Enter alone sends on this device; Ctrl+Enter always does, Shift+Enter never. */
export function readEnterSends(): boolean {
  return localStorage.getItem(KEY) !== 'new-line'
}

export function saveEnterSends(sends: boolean): void {
  localStorage.setItem(KEY, sends ? 'send' : 'new-line')
}
