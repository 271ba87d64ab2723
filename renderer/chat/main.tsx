import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../ui/tokens.css'
import '../ui/base.css'
import { applyTheme, readTheme } from '../ui/theme.ts'
import { Session } from './model/session.ts'
import { App } from './views/app.tsx'

applyTheme(readTheme())
const session = new Session()
void session.start()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App session={session} />
    </StrictMode>,
  )
}
