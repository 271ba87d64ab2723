import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../ui/tokens.css'
import '../ui/base.css'
import { applyTheme, readTheme } from '../ui/theme.ts'
import { AdminClient } from './api/client.ts'
import { httpsTransport } from './api/https-transport.ts'
import { ipcTransport } from './api/ipc-transport.ts'
import { shell } from './api/shell.ts'
import { ClientContext } from './api/use-client.ts'
import { App, Inside } from './app.tsx'
import { Doorway } from './doorway.ts'
import { Startup } from './startup.tsx'

applyTheme(readTheme())

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root element')
createRoot(root).render(
  <StrictMode>
    <ClientContext value={new AdminClient(shell ? ipcTransport(shell) : httpsTransport)}>
      {shell ? (
        <Startup shell={shell}>
          <Inside />
        </Startup>
      ) : (
        <App doorway={openDoorway()} />
      )}
    </ClientContext>
  </StrictMode>,
)

/** A browser comes by a one-time link; the desktop app's window stands inside already. */
function openDoorway(): Doorway {
  const doorway = new Doorway()
  doorway.open()
  addEventListener('hashchange', () => doorway.open())
  return doorway
}
