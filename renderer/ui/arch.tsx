import { type CSSProperties, useId } from 'react'
import styles from './arch.module.css'
import { cx } from './cx.ts'

/** How Hearth is: burning, struggling, stopped; or not set up yet, an arch that is still being built. */
export type ArchState = 'lit' | 'embers' | 'cold' | 'building'

/** Courses of stones, both sides at once, with the keystone as the last. */
export const COURSES = 11

const MOUTH = 'M66 270V150a84 84 0 0 1 168 0v120z'
const KEYSTONE = 'M139 66.7A84 84 0 0 1 161 66.7L167.3 18.1A133 133 0 0 0 132.7 18.1z'
/** The stones of one side from the ground up; the other side is its mirror image. */
const JAMB = [244, 220, 196, 172, 148]
const VAULT = [
  'M66 149A84 84 0 0 1 69.1 127.3L30.6 116.5A124 124 0 0 0 26 148.5z',
  'M69.7 125.4A84 84 0 0 1 78.8 105.4L44.9 84.2A124 124 0 0 0 31.5 113.6z',
  'M79.9 103.7A84 84 0 0 1 94.2 87.2L67.7 57.3A124 124 0 0 0 46.5 81.7z',
  'M95.8 85.9A84 84 0 0 1 114.2 74L97.1 37.8A124 124 0 0 0 69.9 55.3z',
  'M116 73.2A84 84 0 0 1 137 67L130.9 27.5A124 124 0 0 0 99.8 36.6z',
]

interface ArchProps {
  readonly state: ArchState
  /** How many courses are laid, 0 to COURSES; the rest are dashed. */
  readonly laid?: number
}

/** The drawing that shows Hearth's state. The words beside it say the same, so it is silent. Once a view. */
export function Arch({ state, laid = COURSES }: ArchProps) {
  return (
    <svg className={styles.drawing} viewBox="0 0 300 300" aria-hidden="true">
      <path d={MOUTH} className={state === 'building' ? styles.opening : styles.mouth} />
      {state === 'lit' && <Fire />}
      {state !== 'building' && <Logs glowing={state !== 'cold'} />}
      <Side laid={laid} />
      <g transform="matrix(-1 0 0 1 300 0)">
        <Side laid={laid} />
      </g>
      <path d={KEYSTONE} {...stone(COURSES - 1, laid, styles.key)} />
      <rect x="10" y="270" width="280" height="16" rx="4" fill="var(--slab)" />
    </svg>
  )
}

function Fire() {
  const id = useId()
  return (
    <>
      <defs>
        <radialGradient id={`${id}glow`}>
          <stop offset="0" stopColor="var(--glow)" stopOpacity=".75" />
          <stop offset=".55" stopColor="var(--glow)" stopOpacity=".2" />
          <stop offset="1" stopColor="var(--glow)" stopOpacity="0" />
        </radialGradient>
        <clipPath id={`${id}mouth`}>
          <path d={MOUTH} />
        </clipPath>
      </defs>
      <g clipPath={`url(#${id}mouth)`}>
        <g className={styles.fire}>
          <circle cx="150" cy="212" r="96" fill={`url(#${id}glow)`} />
          <path
            d="M152 112c6 34-42 52-42 98 0 32 20 50 41 50s43-16 43-48c0-22-11-34-18-43-2 14-6 21-12 25 4-34 3-58-12-82z"
            fill="var(--ember)"
          />
          <path
            d="M151 176c3 18-22 28-22 52 0 18 10 30 22 30s24-10 24-28c0-12-6-19-10-24-2 8-4 11-7 13 2-18 2-31-7-43z"
            fill="var(--glow)"
          />
        </g>
      </g>
    </>
  )
}

function Logs({ glowing }: { glowing: boolean }) {
  return (
    <>
      <rect x="98" y="254" width="104" height="15" rx="7.5" fill="var(--log)" transform="rotate(-4 150 262)" />
      <rect x="104" y="251" width="92" height="14" rx="7" fill="var(--log-2)" transform="rotate(7 150 258)" />
      {glowing && <rect x="118" y="262" width="22" height="4" rx="2" fill="var(--ember)" />}
      {glowing && <rect x="154" y="259" width="30" height="4" rx="2" fill="var(--ember)" opacity=".7" />}
    </>
  )
}

function Side({ laid }: { laid: number }) {
  return (
    <>
      {JAMB.map((y, i) =>
        i % 2 === 0 ? (
          <rect key={y} x="27" y={y} width="38" height="21" rx="3" {...stone(i, laid, styles.wide)} />
        ) : (
          <g key={y}>
            <rect x="27" y={y} width="18" height="21" rx="3" {...stone(i, laid, styles.plain)} />
            <rect x="47" y={y} width="18" height="21" rx="3" {...stone(i, laid, styles.dark)} />
          </g>
        ),
      )}
      {VAULT.map((d, i) => (
        <path key={d} d={d} {...stone(JAMB.length + i, laid, i % 2 === 0 ? styles.plain : styles.dark)} />
      ))}
    </>
  )
}

/** Stones settle one after another, 40 ms apart. */
function stone(course: number, laid: number, kind: string | undefined) {
  const delay = { '--course': course } as CSSProperties
  return { className: cx(course < laid ? kind : styles.ghost), style: delay }
}
