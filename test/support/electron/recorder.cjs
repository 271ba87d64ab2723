// Loaded by `electron -r` before the app: notes what only the person at the desktop would see. Prototypes are changed, not
// exports, so that it does not matter how the app got hold of them.
const { clipboard, Menu, Notification, shell, Tray } = require('electron')

const recorded = { trays: [], notices: [], opened: [] }
const of = (tray) => {
  let record = recorded.trays.find((one) => one.tray === tray)
  if (!record) recorded.trays.push((record = { tray, tooltip: '', menu: undefined }))
  return record
}
const wrap = (object, name, note) => {
  const original = object[name]
  object[name] = function (...args) {
    note(this, ...args)
    return original.apply(this, args)
  }
}
wrap(Tray.prototype, 'setToolTip', (tray, text) => (of(tray).tooltip = text))
wrap(Tray.prototype, 'setContextMenu', (tray, menu) => (of(tray).menu = menu))
wrap(Notification.prototype, 'show', (notice) => recorded.notices.push(notice))
shell.openExternal = async (url) => void recorded.opened.push(url)

globalThis.hearthRecorder = {
  recorded: () => ({
    trays: recorded.trays.map(({ tooltip, menu }) => ({
      image: '',
      tooltip,
      items: (menu?.items ?? [])
        .filter(({ type }) => type !== 'separator')
        .map(({ label, enabled, type, checked }) => ({
          label,
          enabled,
          checked: type === 'checkbox' ? checked : null,
        })),
    })),
    notices: recorded.notices.map(({ title, body }) => ({ title, body })),
    opened: recorded.opened,
    copied: clipboard.readText(),
  }),
  clickTray: (label) => recorded.trays[0].menu.items.find((item) => item.label === label).click(),
  clickMenu: (menu, label) => {
    const top = Menu.getApplicationMenu().items.find((item) => item.label === menu)
    top.submenu.items.find((item) => item.label === label).click()
  },
  clickNotice: (index) => recorded.notices[index].emit('click', {}),
}
