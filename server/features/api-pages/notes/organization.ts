import type { Section } from './section.ts'

export const ORGANIZATION: readonly Section[] = [
  {
    notes: {
      allow_subdomains: 'Whether addresses of its subdomains count as well.',
      command: '/ping, /dark, /night, /light, /day, /fluid-width or /fixed-width.',
      deactivation_reason: 'Why it is closed; whoever runs the host reads it.',
      deletion_delay_days: 'Only null is accepted: the data of a closed organization is kept.',
      domain: 'The domain, such as example.com.',
      export_id: 'Id of an export, as get-realm-exports lists it.',
      export_type: '1: what is public; 2: also what people can read who let an export have it.',
      meeting_name: 'What the call is named.',
      night: 'The logo for dark themes instead of the one for light themes.',
      voice_only: 'Has BigBlueButton keep the cameras of those who join switched off.',
    },
  },
  {
    notes: {
      filter_id: 'Id of the pattern, as get-linkifiers lists it.',
      ordered_linkifier_ids: 'Ids of all patterns, each once; the first is tried first.',
      pattern:
        'A regular expression in the syntax of RE2, with a named group such as (?P<id>[0-9]+) for each variable of the address.',
      playground_id: 'Id of the website, as register-queue lists it under realm_playgrounds.',
      pygments_language: 'Language of the code, as Pygments names it.',
    },
  },
  {
    of: ['add-linkifier', 'update-linkifier'],
    notes: { url_template: 'Address by RFC 6570, whose variables are the named groups of the pattern.' },
  },
  {
    of: ['add-code-playground'],
    notes: { name: 'What people know the website by.', url_template: 'Address by RFC 6570 with one variable, code.' },
  },
  {
    notes: {
      display_in_profile_summary: 'Whether it is shown in short profiles; two fields can be, but not of type 2 or 6.',
      editable_by_user: 'Whether people fill it in themselves; else administrators alone do.',
      field_data:
        'Of type 3 the options by their keys, each like {"text": "Vegan", "order": "1"}; of type 7 {"subtype": "github"}, gitlab, or custom with a url_pattern that holds %(username)s. Other types have none.',
      field_id: 'Id of the field, as get-custom-profile-fields lists it.',
      field_type:
        '1 short text, 2 long text, 3 list of options, 4 date, 5 link, 6 people, 7 external account, 8 pronouns.',
      hint: 'What helps people to fill it in.',
      order: 'Ids of all fields, each once; the first is shown first.',
      required: 'Whether clients are to ask people for it; the server takes profiles without it.',
    },
  },
  {
    of: ['create-custom-profile-field', 'update-custom-profile-field'],
    notes: { name: 'Label of the field, which no other has; of an account at GitHub or GitLab it is theirs.' },
  },
]
