import { existsSync } from 'node:fs'
import type * as Electron from 'electron'
import { app } from './app.ts'
import { serve } from './browser.ts'
import { checkKeys, createEvents, strict } from './strict.ts'

type Template = Electron.MenuItemConstructorOptions[]
interface RecordedMenu {
  readonly template: Template
}
interface RecordedTray {
  image: string
  tooltip: string
  menu: Template
  readonly click: () => void
}

const trays: RecordedTray[] = []
const notices: { title: string; body: string; click: () => void }[] = []
const opened: string[] = []
let appMenu: Template = []
let copied = ''

const ITEM_KEYS = ['label', 'type', 'enabled', 'checked', 'click', 'accelerator', 'role', 'submenu']

export const Menu = strict('Menu', {
  buildFromTemplate(template: Template) {
    for (const item of template) checkKeys('menu item', item, ITEM_KEYS)
    return { template } as unknown as Electron.Menu
  },
  setApplicationMenu: (menu: Electron.Menu | null) => {
    appMenu = (menu as unknown as RecordedMenu).template
  },
} satisfies Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'>)

export class Tray {
  constructor(image: Electron.NativeImage | string) {
    const events = createEvents('Tray', ['click'])
    const record: RecordedTray = { image: image as string, tooltip: '', menu: [], click: () => events.emit('click') }
    trays.push(record)
    // biome-ignore lint/correctness/noConstructorReturn: the real object is behind the one that refuses unknown members
    return strict('Tray', {
      on: events.on,
      setImage: (next: Electron.NativeImage | string) => {
        record.image = next as string
      },
      setToolTip: (text: string) => {
        record.tooltip = text
      },
      setContextMenu: (menu: Electron.Menu | null) => {
        record.menu = (menu as unknown as RecordedMenu).template
      },
    } satisfies Pick<Electron.Tray, 'on' | 'setImage' | 'setToolTip' | 'setContextMenu'>)
  }
}

export class Notification {
  static isSupported(): boolean {
    return true
  }
  constructor(options: Electron.NotificationConstructorOptions) {
    checkKeys('notification option', options, ['title', 'body'])
    const events = createEvents('Notification', ['click', 'close'])
    const { title = '', body = '' } = options
    // biome-ignore lint/correctness/noConstructorReturn: as above
    return strict('Notification', {
      on: events.on,
      show: () => void notices.push({ title, body, click: () => events.emit('click') }),
    } satisfies Pick<Electron.Notification, 'on' | 'show'>)
  }
}

export const nativeImage = strict('nativeImage', {
  createFromPath(path: string) {
    if (!existsSync(path)) throw new Error(`There is no picture ${path}`)
    return path as unknown as Electron.NativeImage
  },
} satisfies Pick<typeof Electron.nativeImage, 'createFromPath'>)

export const shell = strict('shell', {
  openExternal: (url: string) => {
    opened.push(url)
    return Promise.resolve()
  },
} satisfies Pick<typeof Electron.shell, 'openExternal'>)

export const clipboard = strict('clipboard', {
  writeText: (text: string) => {
    copied = text
    return Promise.resolve()
  },
} satisfies Pick<typeof Electron.clipboard, 'writeText'>)

export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string) => void process.stderr.write(`${title}\n${content}\n`),
} satisfies Pick<typeof Electron.dialog, 'showErrorBox'>)

export const nativeTheme = strict('nativeTheme', {
  shouldUseDarkColors: false,
} satisfies Pick<typeof Electron.nativeTheme, 'shouldUseDarkColors'>)

serve({
  recorded: () => ({
    trays: trays.map(({ image, tooltip, menu }) => ({ image, tooltip, items: items(menu) })),
    notices: notices.map(({ title, body }) => ({ title, body })),
    opened,
    copied,
  }),
  copied: (text: string) => {
    copied = text
  },
  clickTray: (label?: string) => (label === undefined ? trays[0]?.click() : click(trays[0]?.menu ?? [], label)),
  clickMenu: (menu: string, label: string) =>
    click((appMenu.find((item) => item.label === menu)?.submenu ?? []) as Template, label),
  clickNotice: (index: number) => notices[index]?.click(),
  quitByDesktop: () => app.quit(),
})

function items(template: Template) {
  return template
    .filter(({ type }) => type !== 'separator')
    .map(({ label, enabled = true, checked }) => ({ label, enabled, checked: checked ?? null }))
}

function click(template: Template, label: string): void {
  const item = template.find((one) => one.label === label)
  if (!item?.click || item.enabled === false) throw new Error(`The menu has no ${label} that can be chosen`)
  // Electron turns the tick over by itself.
  if (item.type === 'checkbox') item.checked = !item.checked
  item.click(item as unknown as Electron.MenuItem, undefined, {})
}
