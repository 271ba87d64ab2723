import { useMemo } from 'react'
import type { Session } from '../model/session.ts'
import { ChatContext } from './chat-context.ts'
import { Shell } from './shell/shell.tsx'
import { Invited } from './signin/invited.tsx'
import { SignIn } from './signin/sign-in.tsx'
import { Unreachable } from './signin/unreachable.tsx'
import { useStore } from './use-store.ts'

/** The page: signing in, or the chat. */
export function App({ session }: { session: Session }) {
  const { state } = useStore(session)
  const chat = state.kind === 'signed-in' ? state.chat : undefined
  const signedIn = useMemo(() => chat && { chat, session }, [chat, session])
  if (signedIn) {
    return (
      <ChatContext value={signedIn}>
        <Shell />
      </ChatContext>
    )
  }
  if (state.kind === 'signed-out') return <SignIn session={session} />
  if (state.kind === 'invited')
    return <Invited session={session} invitation={state.invitation} isSomebody={state.isSomebody} />
  return state.kind === 'unreachable' ? <Unreachable onRetry={() => void session.start()} /> : null
}
