import { rolldown } from 'rolldown'
import configs from '../rolldown.config.ts'

/** Some tests run the command line as users do; what they run shall be what the sources say. */
export default async function setup(): Promise<void> {
  for (const { output, ...input } of [configs].flat()) {
    const bundle = await rolldown(input)
    await bundle.write([output].flat()[0])
    await bundle.close()
  }
}
