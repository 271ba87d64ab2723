import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

/** https://zulip.com/api/create-big-blue-button-video-call; the address answered leads on for whoever is logged in. */
export const createBigBlueButtonCall = endpoint({
  operation: 'create-big-blue-button-video-call',
  method: 'GET',
  path: '/calls/bigbluebutton/create',
  access: 'user',
  params: {
    meeting_name: z.string().trim().min(1).max(256),
    /** Undocumented; a call without cameras. */
    voice_only: json(z.boolean()).default(false),
  },
})
