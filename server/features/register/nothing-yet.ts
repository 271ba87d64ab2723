/** What there is none of, since nobody can make any: by the event type under which clients ask for it. */
export const NOTHING_YET: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  giphy: { giphy_api_key: '' },
  realm_embedded_bots: { realm_embedded_bots: [] },
  realm_filters: { realm_filters: [] },
  realm_incoming_webhook_bots: { realm_incoming_webhook_bots: [] },
  stop_words: { stop_words: [] },
  video_calls: { has_zoom_token: false },
}
