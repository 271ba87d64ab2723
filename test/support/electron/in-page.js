// Runs in every frame before its own scripts, where Electron's own code would. `standIn` asks the test's process.
const standIn = window.__standIn
// biome-ignore lint/correctness/noUnusedVariables: chromium.ts appends the preload, which needs it
const isMain = window === window.top

const ask = (kind, permission) => standIn(kind, permission)
const denied = () => new DOMException('Permission denied', 'NotAllowedError')

navigator.geolocation.getCurrentPosition = (found, failed) =>
  void ask('request', 'geolocation').then((yes) => (yes ? found({}) : failed?.({ code: 1 })))
if (navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async () => {
    if (!(await ask('request', 'media'))) throw denied()
    return new MediaStream()
  }
Notification.requestPermission = async () => ((await ask('request', 'notifications')) ? 'granted' : 'denied')
navigator.permissions.query = async ({ name }) => ({ state: (await ask('check', name)) ? 'granted' : 'denied' })
if (navigator.clipboard)
  navigator.clipboard.writeText = async (text) => {
    if (!(await ask('request', 'clipboard-sanitized-write'))) throw denied()
    await standIn('copied', text)
  }

window.open = (url = 'about:blank') => {
  void standIn('open', new URL(url, location.href).href)
  return null
}
addEventListener(
  'click',
  (event) => {
    const link = event.target.closest?.('a[target="_blank"]')
    if (!link) return
    event.preventDefault()
    void standIn('open', link.href)
  },
  true,
)

const listeners = new Map()
window.__standInReceive = (channel, args) => {
  for (const listener of listeners.get(channel) ?? []) listener({ sender: 'ipcRenderer' }, ...args)
}
const refusing = (name, members) =>
  new Proxy(members, {
    get(target, key) {
      if (!(key in target)) throw new Error(`The stand-in for Electron has no ${name}.${String(key)}`)
      return target[key]
    },
  })
const electron = refusing('electron', {
  contextBridge: refusing('contextBridge', {
    exposeInMainWorld(name, api) {
      Object.defineProperty(window, name, { value: Object.freeze({ ...api }), enumerable: true })
    },
  }),
  ipcRenderer: refusing('ipcRenderer', {
    invoke: (channel, ...args) => standIn('invoke', channel, args),
    on: (channel, listener) => listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
    off: (channel, listener) => listeners.get(channel)?.delete(listener),
  }),
})
/** Of a sandboxed preload: Electron's renderer half and nothing of Node. */
// biome-ignore lint/correctness/noUnusedVariables: as above
const requireInPreload = (name) => {
  if (name !== 'electron') throw new Error(`A sandboxed preload cannot require ${name}`)
  return electron
}
