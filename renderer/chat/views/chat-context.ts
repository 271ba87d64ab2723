import { createContext, useContext } from 'react'
import type { Chat } from '../model/chat.ts'
import type { Session } from '../model/session.ts'

interface SignedIn {
  readonly chat: Chat
  readonly session: Session
}

export const ChatContext = createContext<SignedIn | undefined>(undefined)

function useSignedIn(): SignedIn {
  const signedIn = useContext(ChatContext)
  if (!signedIn) throw new Error('This part of the page is shown to those who are signed in')
  return signedIn
}

export const useChat = (): Chat => useSignedIn().chat
export const useSession = (): Session => useSignedIn().session
