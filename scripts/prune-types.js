/** Leaves those declarations in dist/types that users' compilers read; tsc writes one for every module it has seen. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))
const needed = new Set(Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [normalize(types)])))

for (const file of needed) {
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g)) {
    needed.add(join(dirname(file), `${name}.d.ts`))
  }
}

for (const name of readdirSync(join('dist', 'types'), { recursive: true })) {
  const file = join('dist', 'types', name)
  if (file.endsWith('.d.ts') && !needed.has(file)) rmSync(file)
}
