import type { Section } from './section.ts'

export const FILES_AND_EMOJI: readonly Section[] = [
  {
    notes: {
      attachment_id: 'Id of one of the caller’s own files, as get-attachments lists it.',
      folder: 'The second part of the file’s address, behind realm_id_str; it is not checked.',
      key: 'The third part of the file’s address, by which the file is found.',
      realm_id_str: 'The first part of the file’s address, behind /user_uploads/: always 1.',
    },
  },
  { of: ['get-file-temporary-url'], notes: { name: 'The last part of the file’s address; it is not checked.' } },
  {
    of: ['upload-custom-emoji'],
    notes: {
      emoji_name:
        'The new name: letters a to z, digits, dots, dashes, underscores and spaces, with a letter or digit at its end. It is kept in lower case, with underscores for spaces.',
    },
  },
  { of: ['deactivate-custom-emoji'], notes: { emoji_name: 'Name of an emoji of the organization’s own.' } },
]
