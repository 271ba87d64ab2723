import type { ErrorCode } from '../../../contract/errors.ts'

/** What each error means, and what to do about it. */
export const ERROR_NOTES: Readonly<Record<ErrorCode, string>> = {
  BAD_REQUEST: 'Something of the call is wrong or not allowed: msg says what, and the same call would fail again.',
  BAD_EVENT_QUEUE_ID: 'The event queue has ended or is somebody else’s: register a new one, and begin with its state.',
  BAD_NARROW: 'The narrow has a term that cannot be: desc says which one to change.',
  INVALID_JSON: 'The body is said to be JSON and is no JSON object: send one.',
  REQUEST_VARIABLE_MISSING: 'A required parameter is missing: add the one that var_name names.',
  REQUEST_VARIABLE_INVALID:
    'A parameter of a WebSocket’s address is not what it must be: msg names it. Other calls answer BAD_REQUEST for that.',
  STREAM_DOES_NOT_EXIST: 'There is no such channel, or the caller may not know of it: name another one.',
  NONEXISTENT_SUBDOMAIN: 'Never answered here: it is for servers of several organizations.',
  NOT_FOUND: 'There is nothing at this address, or nothing for the caller: look at the address again.',
  METHOD_NOT_ALLOWED: 'The address has other methods: use one that the header Allow lists.',
  UNAUTHORIZED: 'Nobody is logged in: send an account’s address and API key by HTTP Basic, or log in.',
  INVALID_API_KEY: 'The API key is not, or no longer, this account’s: use the one that it has now.',
  AUTHENTICATION_FAILED: 'The e-mail address or the password is wrong: ask for them again.',
  USER_DEACTIVATED: 'The account is closed: an administrator can open it again.',
  REALM_DEACTIVATED: 'The organization is closed: stop until whoever runs the host has opened it again.',
  PASSWORD_AUTH_DISABLED: 'Never answered here: passwords cannot be switched off.',
  UNAUTHORIZED_PRINCIPAL:
    'The caller’s role or groups do not allow it: ask somebody with the role that msg names, if it names one.',
  FORBIDDEN:
    'Plain HTTP, or a WebSocket from another website’s page, is refused: use HTTPS, or this server’s own pages.',
  CSRF_FAILED:
    'A browser’s call comes from another website or without its proof: send csrf_token, as get-session answers it, in the header X-CSRFToken.',
  HOST_NOT_ALLOWED: 'The server does not know itself by this name: use another, or have it added to its addresses.',
  REQUEST_TIMEOUT: 'The call arrived too slowly and was given up: make it again.',
  PAYLOAD_TOO_LARGE: 'The body is too large: send less at once.',
  UNSUPPORTED_MEDIA_TYPE: 'The body cannot be read so: send a form or JSON, in UTF-8 and not compressed.',
  RATE_LIMIT_HIT: 'There were too many calls or wrong passwords: wait for as many seconds as retry-after says.',
  MOVE_MESSAGES_TIME_LIMIT_EXCEEDED:
    'Some of the messages are too old to be moved: begin with first_message_id_allowed_to_move, by change_later.',
  EXPECTATION_MISMATCH: 'What was to be changed is not what the caller took it for: read it, and decide anew.',
  REACTION_ALREADY_EXISTS: 'The caller’s emoji is under the message already: nothing is left to do.',
  STREAM_WILDCARD_MENTION_NOT_ALLOWED:
    'The caller may not mention all people of a channel with so many: send it without @**all** and its like.',
  TOPIC_WILDCARD_MENTION_NOT_ALLOWED:
    'The caller may not mention all people of a topic with so many: send it without @**topic**.',
  REACTION_DOES_NOT_EXIST: 'The caller has no such emoji under the message: nothing is left to take back.',
  CANNOT_DEACTIVATE_LAST_USER: 'The last owner, or the last person, cannot go: make somebody else an owner first.',
  INVITATION_FAILED:
    'Some addresses were not invited: errors says which and why, sent_invitations whether the others were.',
  CANNOT_DEACTIVATE_GROUP_IN_USE: 'The group is still needed: take it out of what objections lists first.',
  CANNOT_ADMINISTER_CHANNEL: 'The caller does not administer this channel: ask somebody who does.',
  INVALID_PUSH_DEVICE_TOKEN: 'The caller has no device with this token: register it first.',
  INVALID_REMOTE_PUSH_DEVICE_TOKEN: 'The device is registered, but no service reaches devices yet: do without it.',
  INTERNAL_ERROR: 'The server has failed: tell whoever runs it, whose log files say why.',
  SERVICE_UNAVAILABLE: 'The server cannot do it at this moment: try again a little later.',
}
