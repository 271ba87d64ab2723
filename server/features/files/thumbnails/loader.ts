import type { FileAnswer } from '../../../http/send-file.ts'

/** A ring that is open on one side and turns; where less motion is asked for, it stands. */
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">' +
  '<style>path{transform-origin:12px 12px;animation:turn 1.2s linear infinite}@keyframes turn{to{transform:rotate(1turn)}}' +
  '@media(prefers-reduced-motion:reduce){path{animation:none}}</style>' +
  '<path d="M12 3a9 9 0 1 1-9 9" fill="none" stroke="#000" stroke-opacity=".6" stroke-width="2" stroke-linecap="round"/></svg>'

export const LOADER: FileAnswer = {
  source: Buffer.from(SVG),
  type: 'image/svg+xml',
  name: 'loader-black.svg',
  disposition: 'inline',
  maxAge: 24 * 3600,
  tag: 'loader',
}
