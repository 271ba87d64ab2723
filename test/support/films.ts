import type { Page } from 'playwright-core'

/** A film of so many seconds that a browser records of a canvas: WebM, 64 pixels wide and 48 high. */
export async function recordFilm(page: Page, seconds: number): Promise<Buffer> {
  const base64 = await page.evaluate<string>(`(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 })
    const paint = canvas.getContext('2d')
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm;codecs=vp8' })
    const parts = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    const painting = setInterval(() => {
      paint.fillStyle = 'hsl(' + performance.now() / 10 % 360 + ' 80% 50%)'
      paint.fillRect(0, 0, 64, 48)
    }, 40)
    recorder.start(200)
    await new Promise((done) => setTimeout(done, ${seconds * 1000}))
    const stopped = new Promise((done) => (recorder.onstop = done))
    recorder.stop()
    await stopped
    clearInterval(painting)
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  })()`)
  return Buffer.from(base64, 'base64')
}
