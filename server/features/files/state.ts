import { type FileLimits, MAX_PICTURE_MIB } from './files.ts'
import { THUMBNAIL_FORMATS } from './thumbnails/formats.ts'

/** What /register tells under `realm` of files. */
export function toFileState({ maxFileMib, quotaMib }: FileLimits): Record<string, unknown> {
  return {
    max_file_upload_size_mib: maxFileMib,
    realm_upload_quota_mib: quotaMib,
    max_avatar_file_size_mib: MAX_PICTURE_MIB,
    max_icon_file_size_mib: MAX_PICTURE_MIB,
    max_logo_file_size_mib: MAX_PICTURE_MIB,
    server_thumbnail_formats: THUMBNAIL_FORMATS,
    server_avatar_changes_disabled: false,
    realm_avatar_changes_disabled: false,
  }
}
