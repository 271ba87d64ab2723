import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../ui/tokens.css'
import '../ui/base.css'
import { applyTheme, readTheme } from '../ui/theme.ts'
import { AdminClient } from './api/client.ts'
import { httpsTransport } from './api/https-transport.ts'
import { ClientContext } from './api/use-client.ts'
import { App } from './app.tsx'
import { Doorway } from './doorway.ts'

applyTheme(readTheme())
const doorway = new Doorway()
doorway.open()
addEventListener('hashchange', () => doorway.open())

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root element')
createRoot(root).render(
  <StrictMode>
    <ClientContext value={new AdminClient(httpsTransport)}>
      <App doorway={doorway} />
    </ClientContext>
  </StrictMode>,
)
